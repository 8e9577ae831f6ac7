//go:build hashicorp

package main

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-msgpack/codec"
	"github.com/hashicorp/raft"
)

// hashicorp's raft, with its own transport and stores in memory.

// How many entries an append brings at most: its limit where batching is on.
const largestAppend = 1_024

func init() {
	newCluster = func(s settings) cluster { return &hashicorpCluster{settings: s} }
}

type hashicorpNode struct {
	raft   *raft.Raft
	ledger *ledger
}

type hashicorpCluster struct {
	settings settings
	nodes    []*hashicorpNode
	leader   atomic.Pointer[hashicorpNode]
	counted  traffic
}

func (c *hashicorpCluster) start() error {
	var servers []raft.Server
	var transports []*raft.InmemTransport
	for i := 1; i <= c.settings.nodes; i++ {
		address, transport := raft.NewInmemTransportWithTimeout(
			raft.ServerAddress(fmt.Sprint("node-", i)), patience)
		servers = append(servers, raft.Server{ID: raft.ServerID(address), Address: address})
		transports = append(transports, transport)
	}
	for i, transport := range transports {
		for j, peer := range transports {
			if i != j {
				transport.Connect(servers[j].Address, peer)
			}
		}
	}
	for i, transport := range transports {
		node, err := c.newNode(servers[i].ID, transport, raft.Configuration{Servers: servers})
		if err != nil {
			return err
		}
		c.nodes = append(c.nodes, node)
	}
	return c.awaitLeader()
}

func (c *hashicorpCluster) newNode(id raft.ServerID, transport *raft.InmemTransport,
	members raft.Configuration) (*hashicorpNode, error) {
	config := raft.DefaultConfig()
	config.LocalID = id
	config.HeartbeatTimeout = c.settings.electionTimeout
	config.ElectionTimeout = c.settings.electionTimeout
	config.LeaderLeaseTimeout = c.settings.electionTimeout
	config.CommitTimeout = c.settings.electionTimeout / 3
	config.MaxAppendEntries = 1
	if c.settings.batching {
		config.MaxAppendEntries = largestAppend
	}
	config.SnapshotInterval = time.Second
	config.SnapshotThreshold = 10_000
	config.TrailingLogs = 10_240
	config.LogOutput = io.Discard
	store := raft.NewInmemStore()
	snapshots := raft.NewInmemSnapshotStore()
	if err := raft.BootstrapCluster(config, store, store, snapshots, transport, members); err != nil {
		return nil, err
	}
	l := newLedger(c.settings.clients)
	counting := &countingTransport{transport, &c.counted}
	node, err := raft.NewRaft(config, machine{l}, store, store, snapshots, counting)
	return &hashicorpNode{node, l}, err
}

func (c *hashicorpCluster) propose(_ int, command []byte) (uint64, error) {
	future := c.leader.Load().raft.Apply(command, patience)
	switch err := future.Error(); err {
	case nil:
		return future.Response().(uint64), nil
	case raft.ErrNotLeader, raft.ErrLeadershipLost:
		return 0, errLeaderLost
	default:
		return 0, err
	}
}

func (c *hashicorpCluster) stopLeader() {
	leader := c.leader.Load()
	leader.raft.Shutdown()
	var rest []*hashicorpNode
	for _, node := range c.nodes {
		if node != leader {
			rest = append(rest, node)
		}
	}
	c.nodes = rest
}

func (c *hashicorpCluster) awaitLeader() error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		for _, node := range c.nodes {
			if node.raft.State() == raft.Leader && node.raft.VerifyLeader().Error() == nil {
				c.leader.Store(node)
				return nil
			}
		}
	}
	return fmt.Errorf("no leader within %v", patience)
}

func (c *hashicorpCluster) ledgers() []*ledger {
	var ledgers []*ledger
	for _, node := range c.nodes {
		ledgers = append(ledgers, node.ledger)
	}
	return ledgers
}

func (c *hashicorpCluster) traffic() *traffic { return &c.counted }

// A machine is the ledger as the library calls it; in batches where it can.
type machine struct{ ledger *ledger }

func (m machine) Apply(log *raft.Log) interface{} { return m.ledger.apply(log.Data) }

func (m machine) ApplyBatch(logs []*raft.Log) []interface{} {
	answers := make([]interface{}, len(logs))
	for i, log := range logs {
		if log.Type == raft.LogCommand {
			answers[i] = m.ledger.apply(log.Data)
		}
	}
	return answers
}

func (m machine) Snapshot() (raft.FSMSnapshot, error) { return captured(m.ledger.capture()), nil }

func (m machine) Restore(state io.ReadCloser) error {
	defer state.Close()
	bytes, err := io.ReadAll(state)
	if err == nil {
		m.ledger.restore(bytes)
	}
	return err
}

type captured []byte

func (c captured) Persist(sink raft.SnapshotSink) error {
	if _, err := sink.Write(c); err != nil {
		_ = sink.Cancel()
		return err
	}
	return sink.Close()
}

func (c captured) Release() {}

// A countingTransport counts appends and their answers, and weighs them as its transport over TCP would
// encode them.
type countingTransport struct {
	*raft.InmemTransport
	counted *traffic
}

func (t *countingTransport) AppendEntries(id raft.ServerID, to raft.ServerAddress,
	request *raft.AppendEntriesRequest, response *raft.AppendEntriesResponse) error {
	t.counted.add(weightOf(request))
	err := t.InmemTransport.AppendEntries(id, to, request, response)
	t.counted.add(weightOf(response))
	return err
}

func (t *countingTransport) AppendEntriesPipeline(id raft.ServerID,
	to raft.ServerAddress) (raft.AppendPipeline, error) {
	pipeline, err := t.InmemTransport.AppendEntriesPipeline(id, to)
	return &countingPipeline{pipeline, t.counted}, err
}

type countingPipeline struct {
	raft.AppendPipeline
	counted *traffic
}

func (p *countingPipeline) AppendEntries(request *raft.AppendEntriesRequest,
	response *raft.AppendEntriesResponse) (raft.AppendFuture, error) {
	p.counted.add(weightOf(request))
	// The answer is empty by now; its weight is that of any answer.
	p.counted.add(weightOf(&raft.AppendEntriesResponse{Term: request.Term, Success: true}))
	return p.AppendPipeline.AppendEntries(request, response)
}

func weightOf(value interface{}) func() int {
	return func() int {
		var bytes []byte
		if err := codec.NewEncoderBytes(&bytes, &codec.MsgpackHandle{}).Encode(value); err != nil {
			panic(err)
		}
		return len(bytes)
	}
}
