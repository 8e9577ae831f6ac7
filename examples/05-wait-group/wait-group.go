// Add before the goroutine starts, so that Wait cannot come too early; Done
// is its last word.
package main

import (
	"fmt"
	"sync"
)

func main() {
	squares := make([]int, 5)
	var wg sync.WaitGroup

	for i := range squares {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			squares[i] = i * i
		}(i)
	}

	wg.Wait()
	for i, square := range squares {
		fmt.Printf("%d squared is %d\n", i, square)
	}
}
