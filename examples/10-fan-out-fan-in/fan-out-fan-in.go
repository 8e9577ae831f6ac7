// Fan-out: three goroutines take from one channel. Fan-in: merge brings their
// channels together, and closes its own when all of them are closed.
package main

import (
	"fmt"
	"sync"
)

func count(to int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := 1; n <= to; n++ {
			out <- n
		}
	}()
	return out
}

func square(numbers <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := range numbers {
			out <- n * n
		}
	}()
	return out
}

func merge(channels ...<-chan int) <-chan int {
	out := make(chan int)
	var senders sync.WaitGroup
	for _, channel := range channels {
		senders.Add(1)
		go func(channel <-chan int) {
			defer senders.Done()
			for value := range channel {
				out <- value
			}
		}(channel)
	}
	go func() {
		senders.Wait()
		close(out)
	}()
	return out
}

func main() {
	numbers := count(10)
	sum := 0
	for n := range merge(square(numbers), square(numbers), square(numbers)) {
		sum += n
	}
	fmt.Printf("the squares of 1 to 10 add up to %d\n", sum)
}
