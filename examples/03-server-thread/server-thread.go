// A channel that is closed tells everyone who receives from it, now or later:
// it is a goroutine's join.
package main

import (
	"fmt"
)

func server(counter int, finished chan<- struct{}) {
	defer close(finished)
	defer fmt.Println("Thread finished")
	for i := 0; i < counter; i++ {
		fmt.Println(i)
	}
}

func main() {
	for x := 0; x < 8; x++ {
		finished := make(chan struct{})
		go server(x, finished)
		// wait for the goroutine to end
		<-finished
	}
}
