// A stage is a function that starts a goroutine and gives the channel that it
// sends to.
package main

import (
	"fmt"
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

func main() {
	for n := range square(square(count(4))) {
		fmt.Println(n)
	}
}
