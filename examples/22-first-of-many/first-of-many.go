// A select waits for the delay or for the end of the context, whichever comes
// first.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

var replicas = map[string]time.Duration{
	"london": time.Hour, "paris": 10 * time.Millisecond, "rome": time.Hour,
}

func ask(ctx context.Context, city string, delay time.Duration, answers chan<- string) {
	select {
	case <-time.After(delay):
		answers <- city
	case <-ctx.Done():
		fmt.Println("called off")
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	answers := make(chan string, len(replicas))
	var asked sync.WaitGroup
	for city, delay := range replicas {
		asked.Add(1)
		go func(city string, delay time.Duration) {
			defer asked.Done()
			ask(ctx, city, delay, answers)
		}(city, delay)
	}

	fmt.Println("the first answer comes from", <-answers)
	cancel()
	asked.Wait()
}
