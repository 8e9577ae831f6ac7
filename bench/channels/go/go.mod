module goroutine-kit/bench/channels

go 1.19
