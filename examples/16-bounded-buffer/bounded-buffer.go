// The buffer is a channel with room for two.
package main

import (
	"fmt"
	"sync"
)

func main() {
	buffer := make(chan int, 2)

	var producers sync.WaitGroup
	for _, first := range []int{1, 4} {
		producers.Add(1)
		go func(first int) {
			defer producers.Done()
			for n := first; n < first+3; n++ {
				buffer <- n
			}
		}(first)
	}
	go func() {
		producers.Wait()
		close(buffer)
	}()

	var mu sync.Mutex
	sum, most := 0, 0
	var consumers sync.WaitGroup
	for i := 0; i < 2; i++ {
		consumers.Add(1)
		go func() {
			defer consumers.Done()
			for n := range buffer {
				mu.Lock()
				sum += n
				if len(buffer) > most {
					most = len(buffer)
				}
				mu.Unlock()
			}
		}()
	}
	consumers.Wait()
	fmt.Printf("1 to 6 add up to %d; never more than 2 in the buffer: %t\n", sum, most <= 2)
}
