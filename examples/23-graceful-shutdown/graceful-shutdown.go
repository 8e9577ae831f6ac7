// The signal cancels a context; the server's select sees it and closes a
// channel, and so everyone who submits sees that.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
)

type server struct {
	requests chan struct{}
	closed   chan struct{}
	atWork   sync.WaitGroup
	finished int32
}

func (s *server) serve(ctx context.Context) {
	defer close(s.closed)
	for {
		select {
		case <-s.requests:
			s.atWork.Add(1)
			go func() {
				defer s.atWork.Done()
				<-ctx.Done()
				atomic.AddInt32(&s.finished, 1)
			}()
		case <-ctx.Done():
			return
		}
	}
}

func (s *server) submit() bool {
	select {
	case s.requests <- struct{}{}:
		return true
	case <-s.closed:
		return false
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()

	s := server{requests: make(chan struct{}), closed: make(chan struct{})}
	go s.serve(ctx)
	for n := 1; n <= 3; n++ {
		fmt.Printf("request %d accepted: %t\n", n, s.submit())
	}

	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Signal(syscall.SIGTERM)
	}
	if err != nil {
		panic(err)
	}
	<-s.closed
	fmt.Println("shutting down")
	fmt.Printf("request 4 accepted: %t\n", s.submit())
	s.atWork.Wait()
	fmt.Printf("%d requests finished\n", s.finished)
}
