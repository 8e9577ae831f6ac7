// When no goroutine can go on, the runtime says so and shows where each of
// them waits; the program ends with status 2.
package main

import (
	"fmt"
	"sync"
)

func main() {
	forks := make([]sync.Mutex, 5)
	var oneForkEach, fed sync.WaitGroup

	philosopher := func(left, right *sync.Mutex) {
		left.Lock()
		defer left.Unlock()
		oneForkEach.Done()
		oneForkEach.Wait()
		right.Lock()
		defer right.Unlock()
		fed.Done()
	}

	oneForkEach.Add(len(forks))
	fed.Add(len(forks))
	for i := range forks {
		go philosopher(&forks[i], &forks[(i+1)%len(forks)])
	}

	oneForkEach.Wait()
	fmt.Println("each has one fork, and waits for another")
	fed.Wait()
	fmt.Println("all have eaten")
}
