package protocol

import (
	"context"
	"sync"

	"google.golang.org/grpc/peer"
)

// calls ties running operations to the engines that asked for them. Engines
// that share this process have each a provider with its own configuration, and
// each can cancel its own operations alone. An engine is known by the address
// of its connection.
type calls struct {
	create  func() Provider
	mu      sync.Mutex
	engines map[string]*engine
}

type engine struct {
	provider Provider
	ended    chan struct{}
	once     sync.Once
}

func newCalls(create func() Provider) *calls {
	return &calls{create: create, engines: map[string]*engine{}}
}

// begin returns a context that ends with the request or when the asking
// engine cancels, that engine's provider, and a function to call when the
// operation is over.
func (c *calls) begin(ctx context.Context) (context.Context, Provider, func()) {
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
	return ctx, e.provider, func() {
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
		e = &engine{provider: c.create(), ended: make(chan struct{})}
		c.engines[address] = e
	}
	return e
}
