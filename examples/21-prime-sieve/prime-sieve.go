// Nobody ends the filters: they end with main.
package main

import (
	"fmt"
)

func generate(out chan<- int) {
	for n := 2; ; n++ {
		out <- n
	}
}

func filter(numbers <-chan int, out chan<- int, prime int) {
	for n := range numbers {
		if n%prime != 0 {
			out <- n
		}
	}
}

func main() {
	numbers := make(chan int)
	go generate(numbers)
	for i := 0; i < 10; i++ {
		prime := <-numbers
		fmt.Println(prime)
		filtered := make(chan int)
		go filter(numbers, filtered, prime)
		numbers = filtered
	}
}
