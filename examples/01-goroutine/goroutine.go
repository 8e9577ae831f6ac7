// The data race is the subject: `go run -race` reports it. Which outcome a
// run has is up to the scheduler.
package main

import (
	"fmt"
)

func program() string {
	a, b := 1, 2

	go func() {
		b = a * b
	}()

	a = b * b

	return fmt.Sprintf("a = %d, b = %d", a, b)
}

func main() {
	for i := 0; i < 1000; i++ {
		switch outcome := program(); outcome {
		case "a = 4, b = 2", "a = 4, b = 8":
		default:
			panic(outcome)
		}
	}
	fmt.Println("1000 runs, each of them a = 4, b = 2 or a = 4, b = 8")
}
