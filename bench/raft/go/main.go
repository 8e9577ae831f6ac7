// Command raft loads a cluster of another Raft as bench/raft/child.ts loads ours, and prints the same line
// of JSON. Which Raft it is, the build tag says: etcd or hashicorp.
//
//	raft -measure commits -nodes 3 -clients 256 -batching on -warm-ms 500 -run-ms 1000
//	raft -measure failover -nodes 3
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

// How long anything may take that must come.
const patience = 20 * time.Second

// A cluster is what the load knows of a Raft.
type cluster interface {
	// start starts the nodes and returns once one of them leads and has committed something.
	start() error
	// propose has the cluster apply the client's command and returns what the leader's ledger answers.
	propose(client int, command []byte) (uint64, error)
	// stopLeader stops the node that leads, without a word to the others.
	stopLeader()
	// awaitLeader returns once a node that runs leads.
	awaitLeader() error
	// ledgers are the state machines of the nodes that run.
	ledgers() []*ledger
	traffic() *traffic
}

// How a cluster is made.
type settings struct {
	nodes    int
	clients  int
	batching bool
	// A leader says three times as often that it is there.
	electionTimeout time.Duration
}

// Set by the file of the tag.
var newCluster func(settings) cluster

func main() {
	measure := flag.String("measure", "commits", "commits or failover")
	nodes := flag.Int("nodes", 3, "how many nodes")
	clients := flag.Int("clients", 256, "how many clients, each with one command under way")
	batching := flag.String("batching", "on", "on or off")
	electionMs := flag.Int("election-ms", 400, "the election timeout in milliseconds")
	warmMs := flag.Int("warm-ms", 500, "how long it runs before it is measured")
	runMs := flag.Int("run-ms", 1000, "how long it is measured")
	flag.Parse()

	c := newCluster(settings{
		nodes:           *nodes,
		clients:         *clients,
		batching:        *batching == "on",
		electionTimeout: time.Duration(*electionMs) * time.Millisecond,
	})
	line, err := run(c, *measure, *clients, *warmMs, *runMs)
	if errors.Is(err, errLeaderLost) {
		line, err = interruption{err.Error()}, nil
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func run(c cluster, measure string, clients, warmMs, runMs int) (any, error) {
	begun := time.Now()
	if err := c.start(); err != nil {
		return nil, err
	}
	electMs := milliseconds(time.Since(begun))
	switch measure {
	case "commits":
		return measureCommits(c, clients, warmMs, runMs)
	case "failover":
		failoverMs, err := measureFailover(c)
		return failover{electMs, failoverMs}, err
	}
	return nil, fmt.Errorf("no measure %s; there are commits and failover", measure)
}

// The cluster had to elect again while it was loaded: what was measured until then says nothing.
var errLeaderLost = errors.New("the node does not lead any more")

type interruption struct {
	Interrupted string `json:"interrupted"`
}

type failover struct {
	ElectMs    float64 `json:"electMs"`
	FailoverMs float64 `json:"failoverMs"`
}

// measureFailover stops the leader and waits until another has committed a command.
func measureFailover(c cluster) (float64, error) {
	if _, err := c.propose(0, commandOf(0, 1)); err != nil {
		return 0, err
	}
	begun := time.Now()
	c.stopLeader()
	if err := c.awaitLeader(); err != nil {
		return 0, err
	}
	if _, err := c.propose(0, commandOf(0, 2)); err != nil {
		return 0, err
	}
	return milliseconds(time.Since(begun)), settled(c.ledgers(), 2)
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
