// A node is one goroutine that owns its state: it waits for messages, for time
// and for its end in one select. A case that does not apply is nil.
package main

import (
	"fmt"
	"math/rand"
	"sync"
	"time"
)

const (
	nodeCount       = 5
	electionTimeout = 100 * time.Millisecond
	heartbeatEvery  = 20 * time.Millisecond
)

type message struct {
	kind string
	term int
	from *node
}

type leadership struct {
	term   int
	leader *node
}

type node struct {
	inbox chan message
	stop  chan struct{}
	peers []*node
}

func timeoutDrawn() <-chan time.Time {
	return time.After(electionTimeout + time.Duration(rand.Int63n(int64(electionTimeout))))
}

func (n *node) tell(m message, peers ...*node) {
	for _, peer := range peers {
		select {
		case peer.inbox <- m:
		default:
		}
	}
}

func (n *node) run(elected chan<- leadership) {
	var votedFor *node
	term, votes, leading := 0, 0, false
	timeout := timeoutDrawn()
	var beat <-chan time.Time

	for {
		select {
		case <-n.stop:
			return
		case <-beat:
			n.tell(message{"heartbeat", term, n}, n.peers...)
			beat = time.After(heartbeatEvery)
		case <-timeout:
			term, votedFor, votes = term+1, n, 1
			n.tell(message{"vote request", term, n}, n.peers...)
			timeout = timeoutDrawn()
		case m := <-n.inbox:
			if m.term < term {
				continue
			}
			if m.term > term {
				term, votedFor, votes, leading = m.term, nil, 0, false
				timeout, beat = timeoutDrawn(), nil
			}
			switch {
			case m.kind == "heartbeat":
				timeout = timeoutDrawn()
			case m.kind == "vote request" && votedFor == nil:
				votedFor = m.from
				n.tell(message{"vote", term, n}, m.from)
				timeout = timeoutDrawn()
			case m.kind == "vote" && !leading:
				votes++
				if votes <= nodeCount/2 {
					continue
				}
				leading, timeout, beat = true, nil, time.After(heartbeatEvery)
				n.tell(message{"heartbeat", term, n}, n.peers...)
				select {
				case elected <- leadership{term, n}:
				case <-n.stop:
					return
				}
			}
		}
	}
}

func main() {
	elected := make(chan leadership)
	nodes := make([]*node, nodeCount)
	for i := range nodes {
		nodes[i] = &node{inbox: make(chan message, 64), stop: make(chan struct{})}
	}
	var running sync.WaitGroup
	for _, n := range nodes {
		for _, peer := range nodes {
			if peer != n {
				n.peers = append(n.peers, peer)
			}
		}
	}
	for _, n := range nodes {
		running.Add(1)
		go func(n *node) {
			defer running.Done()
			n.run(elected)
		}(n)
	}
	fmt.Println("five nodes start")

	first := <-elected
	fmt.Println("a leader is elected")
	close(first.leader.stop)
	fmt.Println("the leader stops")

	for next := range elected {
		if next.leader != first.leader && next.term > first.term {
			break
		}
	}
	fmt.Println("another is elected, in a later term")

	for _, n := range nodes {
		if n != first.leader {
			close(n.stop)
		}
	}
	running.Wait()
	fmt.Println("all nodes have stopped")
}
