// All workers receive from one channel and end when it is closed; when all
// have ended, so have the results.
package main

import (
	"fmt"
	"sync"
)

type result struct {
	word   string
	length int
}

func worker(words <-chan string, results chan<- result) {
	for word := range words {
		results <- result{word, len(word)}
	}
}

func main() {
	texts := []string{"goroutine", "channel", "select", "park", "ready"}
	words := make(chan string)
	results := make(chan result)

	var workers sync.WaitGroup
	for i := 0; i < 3; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			worker(words, results)
		}()
	}

	go func() {
		for _, text := range texts {
			words <- text
		}
		close(words)
		workers.Wait()
		close(results)
	}()

	lengths := map[string]int{}
	for r := range results {
		lengths[r.word] = r.length
	}
	for _, text := range texts {
		fmt.Printf("%s has %d letters\n", text, lengths[text])
	}
}
