// Command channels runs the workloads of the benchmark in Go and prints a line of JSON for each, as
// bench/channels/child.ts does for the libraries: warm up, find the size that fills a batch, take
// the median of some batches.
//
//	channels -workload ping-pong -size 80
//	channels -workload ping-pong -brief
//	channels -quick
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"
)

// A program runs a workload of that size and returns its answer.
type program func(size int) int

// A parkProgram parks count goroutines and returns what wakes them and sums what they got.
type parkProgram func(count int) func() int

// A line is what the runner reads.
type line struct {
	Workload string    `json:"workload"`
	Size     int       `json:"size"`
	Answer   int       `json:"answer"`
	Value    float64   `json:"value"`
	Batches  []float64 `json:"batches"`
}

// A workload is run by name; exactly one of its programs is set.
type workload struct {
	name       string
	quick      int
	full       int // 0 where the size is calibrated
	operations func(size int) int
	program    program
	memory     parkProgram
	wake       parkProgram
	latency    func(durationMs int) (answer int, waitsMs []float64)
}

func oneEach(size int) int { return size }

var workloads = []workload{
	{name: "ping-pong", quick: 80, operations: oneEach, program: pingPong},
	{name: "stream-0", quick: 80, operations: oneEach, program: stream(0)},
	{name: "stream-128", quick: 480, operations: oneEach, program: stream(128)},
	{name: "select-2", quick: 80, operations: oneEach, program: selectTwo(oneSenderEach)},
	{name: "select-16", quick: 80, operations: oneEach, program: selectSixteen(oneSenderEach)},
	{name: "select-2-one-sender", quick: 80, operations: oneEach, program: selectTwo(oneSenderInTurn)},
	{name: "select-16-one-sender", quick: 80, operations: oneEach, program: selectSixteen(oneSenderInTurn)},
	{name: "spawn", quick: 80, full: 100_000, operations: oneEach, program: spawn},
	{name: "sieve", quick: 20, full: 2_000, operations: handOvers, program: sieve},
	{name: "mutex", quick: 80, operations: oneEach, program: mutexUncontended},
	{name: "mutex-contended", quick: 80, operations: oneEach, program: mutexContended},
	{name: "memory", quick: 100, full: 1_000_000, operations: oneEach, memory: park},
	{name: "wake-1000", quick: 100, full: 1_000, operations: oneEach, wake: park},
	{name: "wake-100000", quick: 200, full: 100_000, operations: oneEach, wake: park},
	{name: "timer-latency", quick: 25, full: 1_500, latency: timerLatency},
	{name: "stat-latency", quick: 25, full: 1_500, latency: statLatency},
}

func main() {
	name := flag.String("workload", "", "the one workload to run; all where it is empty")
	size := flag.Int("size", 0, "the size; the workload's own where it is 0")
	quick := flag.Bool("quick", false, "run each once, as small as shows the answer")
	brief := flag.Bool("brief", false, "measure in shorter batches, and fewer")
	flag.Parse()
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
		if err := out.Encode(run(w, sizeFor(w, *size, *quick), *quick)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if ran == 0 {
		fmt.Fprintf(os.Stderr, "channels: no workload is named %q\n", *name)
		os.Exit(2)
	}
}

func sizeFor(w workload, asked int, quick bool) int {
	if asked != 0 {
		return asked
	}
	if quick || w.full == 0 {
		return w.quick
	}
	return w.full
}

func run(w workload, size int, quick bool) line {
	switch {
	case w.memory != nil:
		return measureMemory(w, size)
	case w.wake != nil:
		return measureWake(w, size, quick)
	case w.latency != nil:
		answer, waitsMs := w.latency(size)
		return line{w.name, size, answer, quantile(waitsMs, 0.99), quantilesOf(waitsMs)}
	case quick:
		answer, elapsed := timed(w.program, size)
		value := perOperation(elapsed, w.operations(size))
		return line{w.name, size, answer, value, []float64{value}}
	}
	return measureSpeed(w, size)
}

func timed(p program, size int) (int, time.Duration) {
	start := time.Now()
	answer := p(size)
	return answer, time.Since(start)
}

func perOperation(elapsed time.Duration, operations int) float64 {
	return float64(elapsed.Nanoseconds()) / float64(operations)
}
