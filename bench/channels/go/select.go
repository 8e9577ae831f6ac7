package main

// Senders start whoever sends the numbers below size over the channels.
type senders func(channels []chan int, size int)

func oneSenderEach(channels []chan int, size int) {
	for first, channel := range channels {
		go func(channel chan<- int, first int) {
			for i := first; i < size; i += len(channels) {
				channel <- i
			}
		}(channel, first)
	}
}

func oneSenderInTurn(channels []chan int, size int) {
	go func() {
		for i := 0; i < size; {
			for _, channel := range channels {
				channel <- i
				i++
			}
		}
	}()
}

func makeChannels(width int) []chan int {
	channels := make([]chan int, width)
	for i := range channels {
		channels[i] = make(chan int)
	}
	return channels
}

func selectTwo(start senders) program {
	return func(size int) int {
		channels := makeChannels(2)
		start(channels, size)
		first, second := channels[0], channels[1]
		sum := 0
		for i := 0; i < size; i++ {
			select {
			case n := <-first:
				sum += n
			case n := <-second:
				sum += n
			}
		}
		return sum
	}
}

func selectSixteen(start senders) program {
	return func(size int) int {
		channels := makeChannels(16)
		start(channels, size)
		sum := 0
		for i := 0; i < size; i++ {
			var n int
			select {
			case n = <-channels[0]:
			case n = <-channels[1]:
			case n = <-channels[2]:
			case n = <-channels[3]:
			case n = <-channels[4]:
			case n = <-channels[5]:
			case n = <-channels[6]:
			case n = <-channels[7]:
			case n = <-channels[8]:
			case n = <-channels[9]:
			case n = <-channels[10]:
			case n = <-channels[11]:
			case n = <-channels[12]:
			case n = <-channels[13]:
			case n = <-channels[14]:
			case n = <-channels[15]:
			}
			sum += n
		}
		return sum
	}
}
