// A context says by a channel that it has ended: a select waits for that
// beside whatever else.
package main

import (
	"context"
	"fmt"
	"time"
)

func ask(ctx context.Context, answers <-chan int) string {
	select {
	case answer := <-answers:
		return fmt.Sprintf("the answer is %d", answer)
	case <-ctx.Done():
		if ctx.Err() == context.DeadlineExceeded {
			return "too late"
		}
		return "called off"
	}
}

func main() {
	answers := make(chan int)
	go func() { answers <- 42 }()
	patient, cancelPatient := context.WithTimeout(context.Background(), time.Hour)
	fmt.Println(ask(patient, answers))
	cancelPatient()

	hasty, cancelHasty := context.WithTimeout(context.Background(), 10*time.Millisecond)
	fmt.Println(ask(hasty, answers))
	cancelHasty()

	fickle, cancelFickle := context.WithCancel(context.Background())
	go cancelFickle()
	fmt.Println(ask(fickle, answers))
}
