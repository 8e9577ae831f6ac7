package main

import (
	"encoding/binary"
	"fmt"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// A ledger is the state machine: it counts the commands, takes note of any that is out of its client's
// order, and folds all of them into a sum, so that two ledgers of the same sum applied the same commands
// in the same order. The ledger of bench/raft/ledger.ts is the same.
type ledger struct {
	mutex    sync.Mutex
	count    uint64
	disorder uint64
	sum      uint32
	last     []uint32
}

func newLedger(clients int) *ledger { return &ledger{last: make([]uint32, clients)} }

// apply applies a command and returns how many have been applied.
func (l *ledger) apply(command []byte) uint64 {
	client := uint32(clientOf(command))
	sequence := sequenceOf(command)
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if sequence != l.last[client]+1 {
		l.disorder++
	}
	l.last[client] = sequence
	l.count++
	l.sum = l.sum*31 + client*7919 + sequence
	return l.count
}

func (l *ledger) read() (count, disorder uint64, sum uint32) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.count, l.disorder, l.sum
}

// capture returns what restore makes it again.
func (l *ledger) capture() []byte {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	state := make([]byte, 20, 20+4*len(l.last))
	binary.LittleEndian.PutUint64(state, l.count)
	binary.LittleEndian.PutUint64(state[8:], l.disorder)
	binary.LittleEndian.PutUint32(state[16:], l.sum)
	for _, sequence := range l.last {
		state = binary.LittleEndian.AppendUint32(state, sequence)
	}
	return state
}

func (l *ledger) restore(state []byte) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.count = binary.LittleEndian.Uint64(state)
	l.disorder = binary.LittleEndian.Uint64(state[8:])
	l.sum = binary.LittleEndian.Uint32(state[16:])
	for client := range l.last {
		l.last[client] = binary.LittleEndian.Uint32(state[20+4*client:])
	}
}

const commandBytes = 16

func commandOf(client int, sequence uint32) []byte {
	command := make([]byte, commandBytes)
	binary.LittleEndian.PutUint32(command, uint32(client))
	binary.LittleEndian.PutUint32(command[4:], sequence)
	return command
}

func sequenceOf(command []byte) uint32 { return binary.LittleEndian.Uint32(command[4:]) }

func clientOf(command []byte) int { return int(binary.LittleEndian.Uint32(command)) }

// traffic counts what the nodes send each other. Bytes are counted in the warm-up alone, since nothing is
// encoded otherwise.
type traffic struct {
	messages, weighed, bytes uint64
	weighing                 atomic.Bool
}

func (t *traffic) add(size func() int) {
	atomic.AddUint64(&t.messages, 1)
	if !t.weighing.Load() {
		return
	}
	atomic.AddUint64(&t.weighed, 1)
	atomic.AddUint64(&t.bytes, uint64(size()))
}

type commits struct {
	Commits   uint64  `json:"commits"`
	ElapsedMs float64 `json:"elapsedMs"`
	Messages  uint64  `json:"messages"`
	Bytes     uint64  `json:"bytes"`
	// Microseconds at each of `shares`.
	LatencyUs []float64 `json:"latencyUs"`
}

// The shares of the commands below a latency that is told.
var shares = []float64{0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1}

// One in so many commands has its latency taken, where there are several clients.
const sampledEvery = 16

func measureCommits(c cluster, clients, warmMs, runMs int) (*commits, error) {
	sequences := make([]uint32, clients)
	traffic := c.traffic()
	traffic.weighing.Store(true)
	warm, _, err := load(c, sequences, time.Duration(warmMs)*time.Millisecond)
	if err != nil {
		return nil, err
	}
	traffic.weighing.Store(false)
	weight := 0.0
	if traffic.weighed > 0 {
		weight = float64(traffic.bytes) / float64(traffic.weighed)
	}
	before := atomic.LoadUint64(&traffic.messages)
	begun := time.Now()
	measured, sample, err := load(c, sequences, time.Duration(runMs)*time.Millisecond)
	if err != nil {
		return nil, err
	}
	elapsed := time.Since(begun)
	messages := atomic.LoadUint64(&traffic.messages) - before
	if err := settled(c.ledgers(), warm+measured); err != nil {
		return nil, err
	}
	return &commits{
		Commits:   measured,
		ElapsedMs: milliseconds(elapsed),
		Messages:  messages,
		Bytes:     uint64(weight * float64(messages)),
		LatencyUs: quantiles(sample),
	}, nil
}

// load has every client propose one command after another for so long, and returns how many were answered.
func load(c cluster, sequences []uint32, duration time.Duration) (uint64, []time.Duration, error) {
	var total uint64
	var stopped atomic.Bool
	var failure atomic.Value
	var group sync.WaitGroup
	samples := make([][]time.Duration, len(sequences))
	for client := range sequences {
		group.Add(1)
		go func(client int) {
			defer group.Done()
			count := 0
			for ; !stopped.Load(); count++ {
				sequences[client]++
				sampled := len(sequences) == 1 || count%sampledEvery == 0
				var begun time.Time
				if sampled {
					begun = time.Now()
				}
				if _, err := c.propose(client, commandOf(client, sequences[client])); err != nil {
					failure.Store(err)
					stopped.Store(true)
					return
				}
				if sampled {
					samples[client] = append(samples[client], time.Since(begun))
				}
			}
			atomic.AddUint64(&total, uint64(count))
		}(client)
	}
	time.Sleep(duration)
	stopped.Store(true)
	group.Wait()
	if err, ok := failure.Load().(error); ok {
		return 0, nil, err
	}
	var all []time.Duration
	for _, sample := range samples {
		all = append(all, sample...)
	}
	return total, all, nil
}

func quantiles(sample []time.Duration) []float64 {
	sort.Slice(sample, func(i, j int) bool { return sample[i] < sample[j] })
	found := make([]float64, len(shares))
	for i, share := range shares {
		at := int(share * float64(len(sample)-1))
		found[i] = float64(sample[at]) / float64(time.Microsecond)
	}
	return found
}

// settled waits until every ledger has all that was acknowledged, and compares them.
func settled(ledgers []*ledger, expected uint64) error {
	deadline := time.Now().Add(patience)
	var first uint32
	for i, l := range ledgers {
		count, disorder, sum := l.read()
		for count < expected && time.Now().Before(deadline) {
			time.Sleep(time.Millisecond)
			count, disorder, sum = l.read()
		}
		if i == 0 {
			first = sum
		}
		if count != expected || disorder > 0 || sum != first {
			return fmt.Errorf("a ledger of %d, %d out of order, of sum %d, where %d and sum %d are right",
				count, disorder, sum, expected, first)
		}
	}
	return nil
}
