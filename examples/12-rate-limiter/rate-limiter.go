// A ticker sends the time on its channel, once in an interval: to receive is
// to wait for one's turn.
package main

import (
	"fmt"
	"time"
)

const interval = 10 * time.Millisecond

func main() {
	requests := make(chan int, 5)
	go func() {
		defer close(requests)
		for n := 1; n <= 5; n++ {
			requests <- n
		}
	}()

	begun := time.Now()
	limiter := time.NewTicker(interval)
	defer limiter.Stop()
	for n := range requests {
		<-limiter.C
		fmt.Println("request", n)
	}
	fmt.Println("none too early:", time.Since(begun) >= 4*interval)
}
