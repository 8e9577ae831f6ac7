// The monitor waits for a beat or for the time to run out; a timer made anew
// in each round is one that each beat winds up.
package main

import (
	"fmt"
	"time"
)

const (
	interval = 10 * time.Millisecond
	timeout  = time.Second
)

func worker(beats chan<- int) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for n := 1; n <= 3; n++ {
		<-ticker.C
		beats <- n
	}
	// And here it hangs, or has died.
}

func main() {
	beats := make(chan int)
	go worker(beats)

	for {
		select {
		case n := <-beats:
			fmt.Println("beat", n)
		case <-time.After(timeout):
			fmt.Println("no beat for a second: the worker is dead")
			return
		}
	}
}
