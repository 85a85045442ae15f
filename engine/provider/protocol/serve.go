package protocol

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// ErrEngineGone is returned by Serve when the engine that started the plugin
// has ended without ending the plugin.
var ErrEngineGone = errors.New("the engine that started this plugin is gone")

// parentPoll is how often a plugin looks whether its engine still lives.
const parentPoll = 100 * time.Millisecond

// Serve serves the provider on a loopback port and writes that port to out as
// the first line, as the engine expects of a plugin. It returns when ctx ends
// or, at once, when parent (os.Getppid, nil for none) no longer names the
// process that it named at first: a killed engine must not leave plugins
// behind that go on writing. Broken connections say nothing, for an engine
// that ends in good order breaks them first and ends its plugins then.
func Serve(ctx context.Context, out io.Writer, parent func() int, server *Server) error {
	stop := make(chan bool)
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stop,
		Init: func(srv *grpc.Server) error {
			pulumirpc.RegisterResourceProviderServer(srv, server)
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("serving the provider: %w", err)
	}
	var look <-chan time.Time
	before := 0
	if parent != nil {
		before = parent()
		tick := time.NewTicker(parentPoll)
		defer tick.Stop()
		look = tick.C
	}
	if _, err := fmt.Fprintln(out, handle.Port); err != nil {
		return fmt.Errorf("telling the engine the provider's port: %w", err)
	}
	for {
		select {
		case err := <-handle.Done:
			return err
		case <-look:
			if parent() != before {
				return ErrEngineGone
			}
		case <-ctx.Done():
			close(stop)
			return <-handle.Done
		}
	}
}
