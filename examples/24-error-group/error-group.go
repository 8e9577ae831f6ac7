// The group's context is cancelled by its first error, which is what wait
// returns.
package main

import (
	"context"
	"fmt"
	"sync"
)

type group struct {
	wg     sync.WaitGroup
	once   sync.Once
	cancel context.CancelFunc
	err    error
}

func withContext(parent context.Context) (*group, context.Context) {
	ctx, cancel := context.WithCancel(parent)
	return &group{cancel: cancel}, ctx
}

func (g *group) run(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel()
			})
		}
	}()
}

func (g *group) wait() error {
	g.wg.Wait()
	g.cancel()
	return g.err
}

func load(ctx context.Context, page string) error {
	if page == "c" {
		return fmt.Errorf("no page %s", page)
	}
	// The other servers never answer.
	<-ctx.Done()
	fmt.Println("called off")
	return ctx.Err()
}

func main() {
	g, ctx := withContext(context.Background())
	for _, page := range []string{"a", "b", "c"} {
		page := page
		g.run(func() error { return load(ctx, page) })
	}
	if err := g.wait(); err != nil {
		fmt.Println("failed:", err)
	}
}
