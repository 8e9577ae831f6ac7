// The last philosopher is the one who takes the right fork first.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func eat(first, second *sync.Mutex) {
	first.Lock()
	defer first.Unlock()
	runtime.Gosched()
	second.Lock()
	defer second.Unlock()
}

func main() {
	forks := make([]sync.Mutex, 5)
	meals := make([]int, len(forks))

	philosopher := func(i int) {
		first, second := i, (i+1)%len(forks)
		if first > second {
			first, second = second, first
		}
		for n := 1; n <= 3; n++ {
			eat(&forks[first], &forks[second])
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
