// A deferred call runs when the function is left, wherever that is: lock and
// unlock stand together.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) withdraw(amount int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.balance < amount {
		return false
	}
	rest := a.balance - amount
	// Without the lock, others would be given the same money here.
	runtime.Gosched()
	a.balance = rest
	return true
}

func main() {
	acc := account{balance: 100}
	answers := make(chan bool)
	for i := 0; i < 5; i++ {
		go func() { answers <- acc.withdraw(30) }()
	}

	paid, refused := 0, 0
	for i := 0; i < 5; i++ {
		if <-answers {
			paid++
		} else {
			refused++
		}
	}
	fmt.Printf("%d paid, %d refused, %d left\n", paid, refused, acc.balance)
}
