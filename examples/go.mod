module goroutine-kit/examples

go 1.19
