module goroutine-kit/bench/parallel

go 1.19
