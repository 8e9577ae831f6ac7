// Command parallel runs the workloads of the benchmark of threads in Go and prints a line of JSON for each,
// as bench/parallel/child.ts does for the libraries. With -locked each goroutine is locked to a thread of
// its own, as those of the other programs are; else Go's scheduler is free to run them where it likes.
//
//	parallel -locked -workload ping-pong
//	parallel -quick
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
)

// A program runs a workload of that size and returns its answer.
type program func(size int) int

// A line is what the runner reads.
type line struct {
	Workload string    `json:"workload"`
	Cannot   string    `json:"cannot,omitempty"`
	Size     int       `json:"size"`
	Answer   int       `json:"answer"`
	Value    float64   `json:"value"`
	Batches  []float64 `json:"batches"`
}

// A workload is run by name. Its value comes in nanoseconds an operation, or where it is a whole job in
// milliseconds.
type workload struct {
	name        string
	quick       int
	full        int // 0 where the size is calibrated
	whole       bool
	program     program
	whenLocked  string // why it cannot be run with locked threads
	measureOnce bool
}

const (
	sizeStep = 80
	smallest = 4 * sizeStep
	onlyFree = "a goroutine that is locked to a thread of its own is no warm call: it starts that thread"
)

var workloads = []workload{
	{name: "ping-pong", quick: smallest, program: pingPong},
	{name: "stream-0-int", quick: smallest, program: stream(0, numbers)},
	{name: "stream-0-bytes-64", quick: smallest, program: stream(0, bytes(64))},
	{name: "stream-0-bytes-1024", quick: smallest, program: stream(0, bytes(1024))},
	{name: "stream-0-object", quick: smallest, program: stream(0, objects)},
	{name: "stream-128-int", quick: smallest, program: stream(128, numbers)},
	{name: "stream-128-bytes-64", quick: smallest, program: stream(128, bytes(64))},
	{name: "stream-128-bytes-1024", quick: smallest, program: stream(128, bytes(1024))},
	{name: "stream-128-object", quick: smallest, program: stream(128, objects)},
	{name: "stream-128-batches", quick: smallest, program: batches},
	{name: "fan-out-2", quick: smallest, program: fanOut(2)},
	{name: "fan-out-4", quick: smallest, program: fanOut(4)},
	{name: "select-4-0", quick: smallest, program: selectFour(0)},
	{name: "select-4-128", quick: smallest, program: selectFour(32)},
	{name: "cpu-1", quick: 10_000, full: 4_000_000, whole: true, program: primes(1)},
	{name: "cpu-2", quick: 10_000, full: 4_000_000, whole: true, program: primes(2)},
	{name: "call", quick: smallest, program: call, whenLocked: onlyFree},
	{name: "call-64", quick: smallest, program: calls, whenLocked: onlyFree},
	{name: "start", quick: 1, full: 1, whole: true, program: call, whenLocked: onlyFree, measureOnce: true},
}

// locked says whether goroutines keep threads of their own.
var locked bool

func main() {
	name := flag.String("workload", "", "the one workload to run; all where it is empty")
	quick := flag.Bool("quick", false, "run each once, as small as shows the answer")
	brief := flag.Bool("brief", false, "measure in shorter batches, and fewer")
	flag.BoolVar(&locked, "locked", false, "lock each goroutine to a thread of its own")
	flag.Parse()
	if locked {
		runtime.LockOSThread()
	}
	if *brief {
		pace = briefPace
	}

	out := json.NewEncoder(os.Stdout)
	ran := 0
	for _, w := range workloads {
		if *name != "" && *name != w.name {
			continue
		}
		ran++
		if err := out.Encode(run(w, *quick)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if ran == 0 {
		fmt.Fprintf(os.Stderr, "parallel: no workload is named %q\n", *name)
		os.Exit(2)
	}
}

func run(w workload, quick bool) line {
	if locked && w.whenLocked != "" {
		return line{Workload: w.name, Cannot: w.whenLocked}
	}
	if quick || w.measureOnce {
		return measureOnce(w)
	}
	return measureSpeed(w)
}

// start runs f as a goroutine, on a thread of its own where they are locked.
func start(f func()) {
	go func() {
		if locked {
			runtime.LockOSThread()
		}
		f()
	}()
}
