package main

import (
	"runtime"
	"sync/atomic"
)

// park starts goroutines that each wait for a number, and returns what sends them theirs.
func park(count int) func() int {
	numbers := make(chan int)
	var started, woken, sum atomic.Int64
	for i := 0; i < count; i++ {
		go func() {
			started.Add(1)
			sum.Add(int64(<-numbers))
			woken.Add(1)
		}()
	}
	for started.Load() < int64(count) {
		runtime.Gosched()
	}
	return func() int {
		for i := 0; i < count; i++ {
			numbers <- i
		}
		for woken.Load() < int64(count) {
			runtime.Gosched()
		}
		return int(sum.Load())
	}
}
