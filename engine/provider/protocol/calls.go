package protocol

import (
	"context"
	"sync"

	"google.golang.org/grpc/peer"
)

// calls ties running operations to the engines that asked for them, so that
// an engine that shares this process with another can cancel its own alone.
// An engine is known by the address of its connection.
type calls struct {
	mu      sync.Mutex
	engines map[string]*engine
}

type engine struct {
	ended chan struct{}
	once  sync.Once
}

func newCalls() *calls {
	return &calls{engines: map[string]*engine{}}
}

// begin returns a context that ends with the request or when the asking
// engine cancels, and a function to call when the operation is over.
func (c *calls) begin(ctx context.Context) (context.Context, func()) {
	e := c.engine(ctx)
	ctx, cancel := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		select {
		case <-e.ended:
			cancel()
		case <-stopped:
		}
	}()
	return ctx, func() {
		close(stopped)
		cancel()
	}
}

func (c *calls) cancel(ctx context.Context) {
	e := c.engine(ctx)
	e.once.Do(func() { close(e.ended) })
}

func (c *calls) engine(ctx context.Context) *engine {
	address := ""
	if p, ok := peer.FromContext(ctx); ok && p.Addr != nil {
		address = p.Addr.String()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.engines[address]
	if !ok {
		e = &engine{ended: make(chan struct{})}
		c.engines[address] = e
	}
	return e
}
