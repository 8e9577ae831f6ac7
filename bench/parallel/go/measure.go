package main

import (
	"fmt"
	"math"
	"os"
	"sort"
	"time"
)

// A measurePace says how much is measured: the same limits as in bench/channels/measure.ts.
type measurePace struct {
	batch, warm, enough time.Duration
	batches             int
}

var (
	fullPace  = measurePace{80 * time.Millisecond, 250 * time.Millisecond, time.Second, 5}
	briefPace = measurePace{16 * time.Millisecond, 60 * time.Millisecond, 150 * time.Millisecond, 3}
	pace      = fullPace
)

func timed(p program, size int) (int, time.Duration) {
	start := time.Now()
	answer := p(size)
	return answer, time.Since(start)
}

func valueOf(w workload, size int, elapsed time.Duration) float64 {
	if w.whole {
		return float64(elapsed) / float64(time.Millisecond)
	}
	return float64(elapsed.Nanoseconds()) / float64(size)
}

func measureOnce(w workload) line {
	answer, elapsed := timed(w.program, w.quick)
	value := valueOf(w, w.quick, elapsed)
	return line{Workload: w.name, Size: w.quick, Answer: answer, Value: value, Batches: []float64{value}}
}

// measureSpeed warms up, sizes the batch and repeats it.
func measureSpeed(w workload) line {
	size := w.full
	if size == 0 {
		size = calibrate(w.program, w.quick)
	}
	for total := time.Duration(0); total < pace.warm; {
		_, elapsed := timed(w.program, size)
		total += elapsed
	}
	result := line{Workload: w.name, Size: size}
	for total := time.Duration(0); len(result.Batches) < pace.batches && total < pace.enough; {
		answer, elapsed := timed(w.program, size)
		if len(result.Batches) > 0 && answer != result.Answer {
			fmt.Fprintf(os.Stderr, "the answer for size %d was %d and is now %d\n", size, result.Answer, answer)
			os.Exit(1)
		}
		result.Answer = answer
		total += elapsed
		result.Batches = append(result.Batches, valueOf(w, size, elapsed))
	}
	result.Value = median(result.Batches)
	return result
}

// calibrate grows the size until a run lasts as long as a batch should. The faster of two runs counts, so
// that a process which was put aside in one does not stop at a small size.
func calibrate(p program, size int) int {
	for {
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

func median(sample []float64) float64 {
	sorted := append([]float64(nil), sample...)
	sort.Float64s(sorted)
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
