package main

const (
	batch           = 64
	batchesBuffered = 16
	selectChannels  = 4
	cpuParts        = 16
)

// pingPong sends a number to the other goroutine and gets it back one larger.
func pingPong(size int) int {
	ping, pong := make(chan int), make(chan int)
	start(func() {
		for i := 0; i < size; i++ {
			pong <- <-ping + 1
		}
	})
	sum := 0
	for i := 0; i < size; i++ {
		ping <- i
		sum += <-pong
	}
	return sum
}

// stream sends payloads from one goroutine to another.
func stream[T any](capacity int, k kind[T]) program {
	return func(size int) int {
		values := make(chan T, capacity)
		start(func() {
			for i := 0; i < size; i++ {
				values <- k.make(i)
			}
		})
		sum := 0
		for i := 0; i < size; i++ {
			sum += k.weigh(<-values)
		}
		return sum
	}
}

// batches sends numbers from one goroutine to another, many at once.
func batches(size int) int {
	values := make(chan []int, batchesBuffered)
	start(func() {
		for first := 0; first < size; first += batch {
			b := make([]int, 0, batch)
			for i := first; i < first+batch && i < size; i++ {
				b = append(b, i)
			}
			values <- b
		}
	})
	sum := 0
	for got := 0; got < size; got += batch {
		for _, value := range <-values {
			sum += value
		}
	}
	return sum
}

// fanOut sends numbers to whichever goroutine takes them.
func fanOut(workers int) program {
	return func(size int) int {
		values, sums := make(chan int, 128), make(chan int)
		for w := 0; w < workers; w++ {
			start(func() {
				sum := 0
				for value := range values {
					sum += value
				}
				sums <- sum
			})
		}
		for i := 0; i < size; i++ {
			values <- i
		}
		close(values)
		total := 0
		for w := 0; w < workers; w++ {
			total += <-sums
		}
		return total
	}
}

// selectFour receives from whichever of four channels has a number; a goroutine sends to them in turn.
func selectFour(capacity int) program {
	return func(size int) int {
		var channels [selectChannels]chan int
		for i := range channels {
			channels[i] = make(chan int, capacity)
		}
		start(func() {
			for i := 0; i < size; i++ {
				channels[i%selectChannels] <- i
			}
		})
		sum := 0
		for i := 0; i < size; i++ {
			select {
			case value := <-channels[0]:
				sum += value
			case value := <-channels[1]:
				sum += value
			case value := <-channels[2]:
				sum += value
			case value := <-channels[3]:
				sum += value
			}
		}
		return sum
	}
}

// primes counts the primes below the size, in parts, as bench/parallel/primes.ts does.
func primes(workers int) program {
	return func(limit int) int {
		parts, counts := make(chan int, cpuParts), make(chan int, cpuParts)
		for w := 0; w < workers; w++ {
			start(func() {
				for part := range parts {
					counts <- countPrimes(limit, part)
				}
			})
		}
		for part := 0; part < cpuParts; part++ {
			parts <- part
		}
		close(parts)
		total := 0
		for part := 0; part < cpuParts; part++ {
			total += <-counts
		}
		return total
	}
}

func countPrimes(limit, part int) int {
	count := 0
	if part == 0 && limit > 2 {
		count = 1
	}
	for n := 3 + 2*part; n < limit; n += 2 * cpuParts {
		if isPrime(n) {
			count++
		}
	}
	return count
}

func isPrime(odd int) bool {
	for divisor := 3; divisor*divisor <= odd; divisor += 2 {
		if odd%divisor == 0 {
			return false
		}
	}
	return true
}

// call starts a goroutine for each number and waits for its result.
func call(size int) int {
	results := make(chan int)
	sum := 0
	for i := 0; i < size; i++ {
		i := i
		start(func() { results <- i })
		sum += <-results
	}
	return sum
}

// calls is call with as many goroutines at a time as are in a batch.
func calls(size int) int {
	results := make(chan int, batch)
	sum := 0
	for first := 0; first < size; first += batch {
		started := 0
		for i := first; i < first+batch && i < size; i++ {
			i := i
			start(func() { results <- i })
			started++
		}
		for ; started > 0; started-- {
			sum += <-results
		}
	}
	return sum
}
