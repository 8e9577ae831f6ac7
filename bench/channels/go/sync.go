package main

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// spawn starts goroutines that each add their number, and waits for all.
func spawn(size int) int {
	var all sync.WaitGroup
	var sum atomic.Int64
	for i := 0; i < size; i++ {
		all.Add(1)
		go func(i int) {
			sum.Add(int64(i))
			all.Done()
		}(i)
	}
	all.Wait()
	return int(sum.Load())
}

func mutexUncontended(size int) int {
	var mutex sync.Mutex
	counter := 0
	for i := 0; i < size; i++ {
		mutex.Lock()
		counter++
		mutex.Unlock()
	}
	return counter
}

const contenders = 10

// mutexContended gives way inside the section, so that the others come to wait for it.
func mutexContended(size int) int {
	var all sync.WaitGroup
	var mutex sync.Mutex
	counter := 0
	for c := 0; c < contenders; c++ {
		all.Add(1)
		go func() {
			for i := 0; i < size/contenders; i++ {
				mutex.Lock()
				read := counter
				runtime.Gosched()
				counter = read + 1
				mutex.Unlock()
			}
			all.Done()
		}()
	}
	all.Wait()
	return counter
}
