// A send on an unbuffered channel and its receive take place together: main
// goes on no sooner than the goroutine has come that far.
package main

import (
	"fmt"
)

func main() {
	a, b := 1, 2

	operationDone := make(chan bool)
	go func() {
		b = a * b

		operationDone <- true
	}()

	<-operationDone

	a = b * b

	fmt.Printf("a = %d, b = %d\n", a, b)
}
