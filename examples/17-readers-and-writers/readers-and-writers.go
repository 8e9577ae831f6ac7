// Lock is for one writer, RLock for any number of readers.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var rw sync.RWMutex
	page := 0

	var writers sync.WaitGroup
	for i := 0; i < 3; i++ {
		writers.Add(1)
		go func() {
			defer writers.Done()
			rw.Lock()
			defer rw.Unlock()
			text := page
			runtime.Gosched()
			page = text + 1
		}()
	}
	writers.Wait()
	fmt.Printf("%d have written, one at a time\n", page)

	var inside, readers sync.WaitGroup
	inside.Add(3)
	for i := 0; i < 3; i++ {
		readers.Add(1)
		go func() {
			defer readers.Done()
			rw.RLock()
			defer rw.RUnlock()
			inside.Done()
			inside.Wait()
		}()
	}
	readers.Wait()
	fmt.Println("3 have read, all at once")
}
