//go:build etcd

package main

import (
	"fmt"
	"io"
	"log"
	"math"
	"runtime"
	"sync/atomic"
	"time"

	"go.etcd.io/etcd/raft"
	"go.etcd.io/etcd/raft/raftpb"
)

// etcd's raft, each node a goroutine that owns a RawNode and drives it as its documentation says: the
// fastest way it has. Messages go by channels, the log into its MemoryStorage.

const (
	tick          = 10 * time.Millisecond
	inboxCapacity = 4096
	// How many inputs a turn takes in where batching is on.
	largestTurn = 512
	// As etcd-server has them.
	snapshotEvery = 100_000
	keptEntries   = 5_000
)

func init() {
	raft.SetLogger(&raft.DefaultLogger{Logger: log.New(io.Discard, "", 0)})
	newCluster = func(s settings) cluster { return newEtcdCluster(s) }
}

type answer struct {
	value uint64
	err   error
}

type proposal struct {
	client  int
	command []byte
}

type etcdNode struct {
	id        uint64
	cluster   *etcdCluster
	raw       *raft.RawNode
	storage   *raft.MemoryStorage
	ledger    *ledger
	confState raftpb.ConfState
	applied   uint64
	snapshot  uint64
	inbox     chan raftpb.Message
	proposals chan proposal
	stopping  chan struct{}
	leads     atomic.Bool
	// Commands of this turn.
	proposed []raftpb.Entry
	// Whether a client's command was proposed here and is not answered yet.
	waiting []bool
}

type etcdCluster struct {
	settings settings
	nodes    []*etcdNode
	leader   atomic.Pointer[etcdNode]
	answers  []chan answer
	counted  traffic
}

func newEtcdCluster(s settings) *etcdCluster {
	c := &etcdCluster{settings: s}
	for i := 0; i < s.clients; i++ {
		c.answers = append(c.answers, make(chan answer, 1))
	}
	return c
}

func (c *etcdCluster) start() error {
	var peers []raft.Peer
	for id := 1; id <= c.settings.nodes; id++ {
		peers = append(peers, raft.Peer{ID: uint64(id)})
	}
	for _, peer := range peers {
		node, err := c.newNode(peer.ID, peers)
		if err != nil {
			return err
		}
		c.nodes = append(c.nodes, node)
	}
	for _, node := range c.nodes {
		go node.run()
	}
	return c.awaitLeader()
}

func (c *etcdCluster) newNode(id uint64, peers []raft.Peer) (*etcdNode, error) {
	storage := raft.NewMemoryStorage()
	maxSize := uint64(1 << 20)
	if !c.settings.batching {
		maxSize = 0 // one entry a message
	}
	raw, err := raft.NewRawNode(&raft.Config{
		ID:                       id,
		ElectionTick:             int(c.settings.electionTimeout / tick),
		HeartbeatTick:            int(c.settings.electionTimeout / tick / 3),
		Storage:                  storage,
		MaxSizePerMsg:            maxSize,
		MaxCommittedSizePerReady: math.MaxUint64,
		MaxInflightMsgs:          256,
		CheckQuorum:              true,
		PreVote:                  true,
	})
	if err != nil {
		return nil, err
	}
	if err := raw.Bootstrap(peers); err != nil {
		return nil, err
	}
	return &etcdNode{
		id:        id,
		cluster:   c,
		raw:       raw,
		storage:   storage,
		ledger:    newLedger(c.settings.clients),
		inbox:     make(chan raftpb.Message, inboxCapacity),
		proposals: make(chan proposal, c.settings.clients),
		stopping:  make(chan struct{}),
		waiting:   make([]bool, c.settings.clients),
	}, nil
}

func (n *etcdNode) run() {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-n.stopping:
			return
		case <-ticker.C:
			n.raw.Tick()
		case message := <-n.inbox:
			n.step(message)
		case p := <-n.proposals:
			n.propose(p)
		}
		if n.cluster.settings.batching {
			// Else whoever sends wakes this goroutine at once, and no turn ever has more than one input.
			runtime.Gosched()
			n.takeMore(largestTurn - 1)
		}
		n.enter()
		for n.raw.HasReady() {
			n.carryOut(n.raw.Ready())
		}
	}
}

func (n *etcdNode) takeMore(most int) {
	for i := 0; i < most; i++ {
		select {
		case message := <-n.inbox:
			n.step(message)
		case p := <-n.proposals:
			n.propose(p)
		default:
			return
		}
	}
}

// A message that the node refuses is lost, as any may be.
func (n *etcdNode) step(message raftpb.Message) { _ = n.raw.Step(message) }

// propose takes note of a command; all of a turn go into the log as one proposal of many entries, without
// which the library would send each by itself.
func (n *etcdNode) propose(p proposal) {
	if !n.leads.Load() {
		n.cluster.answers[p.client] <- answer{err: errLeaderLost}
		return
	}
	n.proposed = append(n.proposed, raftpb.Entry{Data: p.command})
	n.waiting[p.client] = true
}

func (n *etcdNode) enter() {
	if len(n.proposed) == 0 {
		return
	}
	err := n.raw.Step(raftpb.Message{Type: raftpb.MsgProp, From: n.id, Entries: n.proposed})
	if err != nil {
		for _, entry := range n.proposed {
			client := clientOf(entry.Data)
			n.waiting[client] = false
			n.cluster.answers[client] <- answer{err: err}
		}
	}
	n.proposed = nil
}

func (n *etcdNode) carryOut(ready raft.Ready) {
	if ready.SoftState != nil {
		n.leads.Store(ready.SoftState.RaftState == raft.StateLeader)
		if n.leads.Load() {
			n.cluster.leader.Store(n)
		} else {
			n.giveUp()
		}
	}
	if !raft.IsEmptyHardState(ready.HardState) {
		must(n.storage.SetHardState(ready.HardState))
	}
	if !raft.IsEmptySnap(ready.Snapshot) {
		n.restore(ready.Snapshot)
	}
	must(n.storage.Append(ready.Entries))
	for _, message := range ready.Messages {
		n.send(message)
	}
	for _, entry := range ready.CommittedEntries {
		n.apply(entry)
	}
	n.raw.Advance(ready)
	n.compact()
}

// giveUp answers those who wait: the node will not tell what became of their commands.
func (n *etcdNode) giveUp() {
	for client, waits := range n.waiting {
		if waits {
			n.waiting[client] = false
			n.cluster.answers[client] <- answer{err: errLeaderLost}
		}
	}
}

func (n *etcdNode) send(message raftpb.Message) {
	n.cluster.counted.add(message.Size)
	select {
	case n.cluster.nodes[message.To-1].inbox <- message:
	default:
		n.raw.ReportUnreachable(message.To)
	}
}

func (n *etcdNode) apply(entry raftpb.Entry) {
	n.applied = entry.Index
	if entry.Type == raftpb.EntryConfChange {
		var change raftpb.ConfChange
		must(change.Unmarshal(entry.Data))
		n.confState = *n.raw.ApplyConfChange(change)
		return
	}
	if len(entry.Data) == 0 {
		return
	}
	value := n.ledger.apply(entry.Data)
	client := clientOf(entry.Data)
	if !n.waiting[client] {
		return
	}
	n.waiting[client] = false
	n.cluster.answers[client] <- answer{value: value}
}

func (n *etcdNode) restore(snapshot raftpb.Snapshot) {
	must(n.storage.ApplySnapshot(snapshot))
	n.ledger.restore(snapshot.Data)
	n.confState = snapshot.Metadata.ConfState
	n.applied = snapshot.Metadata.Index
	n.snapshot = n.applied
}

func (n *etcdNode) compact() {
	if n.applied-n.snapshot < snapshotEvery {
		return
	}
	_, err := n.storage.CreateSnapshot(n.applied, &n.confState, n.ledger.capture())
	must(err)
	n.snapshot = n.applied
	must(n.storage.Compact(n.applied - keptEntries))
}

func (c *etcdCluster) propose(client int, command []byte) (uint64, error) {
	c.leader.Load().proposals <- proposal{client, command}
	a := <-c.answers[client]
	return a.value, a.err
}

func (c *etcdCluster) stopLeader() {
	leader := c.leader.Load()
	close(leader.stopping)
	leader.leads.Store(false)
	for i, node := range c.nodes {
		if node == leader {
			// Who writes to it finds nobody.
			c.nodes[i] = &etcdNode{inbox: make(chan raftpb.Message)}
		}
	}
}

func (c *etcdCluster) awaitLeader() error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if leader := c.leader.Load(); leader != nil && leader.leads.Load() {
			return nil
		}
	}
	return fmt.Errorf("no leader within %v", patience)
}

func (c *etcdCluster) ledgers() []*ledger {
	var ledgers []*ledger
	for _, node := range c.nodes {
		if node.raw != nil {
			ledgers = append(ledgers, node.ledger)
		}
	}
	return ledgers
}

func (c *etcdCluster) traffic() *traffic { return &c.counted }

func must(err error) {
	if err != nil {
		panic(err)
	}
}
