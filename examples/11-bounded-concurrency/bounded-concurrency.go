// A send takes one of the channel's places and waits while all are taken; a
// receive gives it back. A number of workers is a limit too.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

const limit = 3

var (
	mu                 sync.Mutex
	active, most, done int
)

func count(change int) {
	mu.Lock()
	defer mu.Unlock()
	active += change
	if active > most {
		most = active
	}
	if change < 0 {
		done++
	}
}

func download() {
	count(1)
	runtime.Gosched()
	count(-1)
}

func report(how string) {
	fmt.Printf("%s: %d done, never more than %d at once: %t\n", how, done, limit, most <= limit)
	most, done = 0, 0
}

func withSemaphore() {
	places := make(chan struct{}, limit)
	var downloads sync.WaitGroup
	for i := 0; i < 10; i++ {
		places <- struct{}{}
		downloads.Add(1)
		go func() {
			defer downloads.Done()
			download()
			<-places
		}()
	}
	downloads.Wait()
}

func withLimit() {
	wanted := make(chan int)
	var workers sync.WaitGroup
	for i := 0; i < limit; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for range wanted {
				download()
			}
		}()
	}
	for i := 0; i < 10; i++ {
		wanted <- i
	}
	close(wanted)
	workers.Wait()
}

func main() {
	withSemaphore()
	report("semaphore")
	withLimit()
	report("limit")
}
