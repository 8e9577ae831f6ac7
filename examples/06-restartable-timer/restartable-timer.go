// One select waits for whichever comes first: the next heartbeat, or the end
// of the timer.
package main

import (
	"fmt"
	"time"
)

var timeouts = []time.Duration{time.Hour, time.Hour, 10 * time.Millisecond}

func leader(heartbeats chan<- time.Duration) {
	for _, timeout := range timeouts {
		heartbeats <- timeout
	}
}

func main() {
	heartbeats := make(chan time.Duration)
	go leader(heartbeats)

	timer := time.NewTimer(time.Hour)
	for {
		select {
		case timeout := <-heartbeats:
			fmt.Println("heartbeat")
			// Up to Go 1.22, a timer that has run out meanwhile leaves its word in the channel.
			if !timer.Stop() {
				<-timer.C
			}
			timer.Reset(timeout)
		case <-timer.C:
			fmt.Println("the leader is silent: election")
			return
		}
	}
}
