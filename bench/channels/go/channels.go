package main

// pingPong sends a number to the other goroutine and gets it back one larger.
func pingPong(size int) int {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for i := 0; i < size; i++ {
			pong <- <-ping + 1
		}
	}()
	sum := 0
	for i := 0; i < size; i++ {
		ping <- i
		sum += <-pong
	}
	return sum
}

// stream sends numbers from one goroutine to another.
func stream(capacity int) program {
	return func(size int) int {
		numbers := make(chan int, capacity)
		go func() {
			for i := 0; i < size; i++ {
				numbers <- i
			}
		}()
		sum := 0
		for i := 0; i < size; i++ {
			sum += <-numbers
		}
		return sum
	}
}

// handOvers counts the numbers handed to a filter, or as a prime to the reader.
func handOvers(size int) int {
	primes := make([]int, 0, size)
	total := 0
	for n := 2; len(primes) < size; n++ {
		visited := 0
		for visited < len(primes) && n%primes[visited] != 0 {
			visited++
		}
		total += visited + 1
		if visited == len(primes) {
			primes = append(primes, n)
		}
	}
	return total
}

// sieve is the concurrent prime sieve of test/chan/sieve1.go: a chain of filters.
func sieve(size int) int {
	numbers := make(chan int)
	go func(out chan<- int) {
		for n := 2; ; n++ {
			out <- n
		}
	}(numbers)
	sum := 0
	for i := 0; i < size; i++ {
		prime := <-numbers
		sum += prime
		passed := make(chan int)
		go filter(numbers, passed, prime)
		numbers = passed
	}
	return sum
}

func filter(numbers <-chan int, out chan<- int, prime int) {
	for {
		if n := <-numbers; n%prime != 0 {
			out <- n
		}
	}
}
