package main

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"time"
)

// The same limits as bench/channels/measure.ts and latency.ts.
const (
	wakeBatches = 6
	sizeStep    = 80
)

var latencyShares = []float64{0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1}

// A measurePace says how much is measured.
type measurePace struct {
	batch, warm, enough time.Duration
	batches             int
}

var (
	fullPace  = measurePace{80 * time.Millisecond, 250 * time.Millisecond, time.Second, 5}
	briefPace = measurePace{12 * time.Millisecond, 50 * time.Millisecond, 120 * time.Millisecond, 3}
	pace      = fullPace
)

// measureSpeed warms up, sizes the batch and repeats it.
func measureSpeed(w workload, firstSize int) line {
	size := firstSize
	if w.full == 0 {
		size = calibrate(w.program, firstSize)
	}
	for total := time.Duration(0); total < pace.warm; {
		_, elapsed := timed(w.program, size)
		total += elapsed
	}
	result := line{Workload: w.name, Size: size}
	for total := time.Duration(0); len(result.Batches) < pace.batches && total < pace.enough; {
		answer, elapsed := timed(w.program, size)
		refuseChangedAnswer(result, answer)
		result.Answer = answer
		total += elapsed
		result.Batches = append(result.Batches, perOperation(elapsed, w.operations(size)))
	}
	result.Value = quantile(result.Batches, 0.5)
	return result
}

// calibrate grows the size until a run lasts as long as a batch should. The faster of two runs
// counts, so that a process which was put aside in one does not stop at a small size.
func calibrate(p program, firstSize int) int {
	for size := firstSize; ; {
		_, elapsed := timed(p, size)
		if elapsed >= pace.batch/2 {
			if _, again := timed(p, size); again < elapsed {
				elapsed = again
			}
		}
		if elapsed >= pace.batch/2 {
			return size
		}
		factor := math.Min(10, math.Max(1.5, float64(pace.batch)/math.Max(1, float64(elapsed))))
		size = int(math.Ceil(float64(size)*factor/sizeStep)) * sizeStep
	}
}

// measureWake parks, releases and times the release; the first half warms up and is left out.
func measureWake(w workload, count int, quick bool) line {
	result := line{Workload: w.name, Size: count}
	for start := time.Now(); ; {
		release := w.wake(count)
		begun := time.Now()
		answer := release()
		elapsed := time.Since(begun)
		refuseChangedAnswer(result, answer)
		result.Answer = answer
		result.Batches = append(result.Batches, perOperation(elapsed, count))
		if quick || wokenEnough(len(result.Batches), time.Since(start)) {
			break
		}
	}
	result.Batches = result.Batches[len(result.Batches)/2:]
	result.Value = quantile(result.Batches, 0.5)
	return result
}

// wokenEnough asks for fewer releases where waking a large crowd takes seconds.
func wokenEnough(batches int, elapsed time.Duration) bool {
	if batches < wakeBatches {
		return elapsed >= 5*pace.enough
	}
	return elapsed >= pace.enough
}

func refuseChangedAnswer(before line, now int) {
	if len(before.Batches) == 0 || now == before.Answer {
		return
	}
	fmt.Fprintf(os.Stderr, "the answer for size %d was %d and is now %d\n", before.Size, before.Answer, now)
	os.Exit(1)
}

// measureMemory gives the resident bytes that parked goroutines add, each.
func measureMemory(w workload, count int) line {
	w.memory(100)()
	before := residentAfterCollection()
	release := w.memory(count)
	value := float64(residentAfterCollection()-before) / float64(count)
	return line{w.name, count, release(), value, []float64{value}}
}

func residentAfterCollection() int {
	runtime.GC()
	debug.FreeOSMemory()
	if pages, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := strings.Fields(string(pages)); len(fields) > 1 {
			if resident, err := strconv.Atoi(fields[1]); err == nil {
				return resident * os.Getpagesize()
			}
		}
	}
	// Where there is no /proc, as on macOS.
	kibibytes, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(os.Getpid())).Output()
	if err == nil {
		if resident, err := strconv.Atoi(strings.TrimSpace(string(kibibytes))); err == nil {
			return resident * 1024
		}
	}
	fmt.Fprintln(os.Stderr, "neither /proc/self/statm nor ps tells the resident memory")
	os.Exit(1)
	return 0
}

// quantilesOf is the sample at latencyShares.
func quantilesOf(sample []float64) []float64 {
	values := make([]float64, len(latencyShares))
	for i, share := range latencyShares {
		values[i] = quantile(sample, share)
	}
	return values
}

// quantile is the value below which that share of the sample lies.
func quantile(sample []float64, share float64) float64 {
	sorted := append([]float64(nil), sample...)
	sort.Float64s(sorted)
	position := share * float64(len(sorted)-1)
	below, above := sorted[int(math.Floor(position))], sorted[int(math.Ceil(position))]
	return below + (above-below)*(position-math.Floor(position))
}
