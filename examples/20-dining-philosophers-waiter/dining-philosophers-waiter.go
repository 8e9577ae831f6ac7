// The waiter is a channel with four places: a send takes one, a receive gives
// it back.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func eat(left, right *sync.Mutex) {
	left.Lock()
	defer left.Unlock()
	runtime.Gosched()
	right.Lock()
	defer right.Unlock()
}

func main() {
	forks := make([]sync.Mutex, 5)
	seats := make(chan struct{}, len(forks)-1)
	meals := make([]int, len(forks))

	philosopher := func(i int) {
		for n := 1; n <= 3; n++ {
			seats <- struct{}{}
			eat(&forks[i], &forks[(i+1)%len(forks)])
			<-seats
			meals[i] = n
		}
	}

	var philosophers sync.WaitGroup
	for i := range forks {
		philosophers.Add(1)
		go func(i int) {
			defer philosophers.Done()
			philosopher(i)
		}(i)
	}
	philosophers.Wait()
	for i, n := range meals {
		fmt.Printf("philosopher %d has eaten %d times\n", i, n)
	}
}
