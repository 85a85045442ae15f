package host

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// Name is the name by which the engine looks for the host.
const Name = "pulumi-language-go"

// parentPoll is how often the host looks whether its engine still lives.
const parentPoll = 200 * time.Millisecond

// drainTimeout is how long the host waits for answers that are on their way; the
// engine gives a plugin 5 s to end.
const drainTimeout = 2 * time.Second

// Main serves the host on a loopback port, writes the port to out as the first
// line, as the engine expects, and returns when it is told to stop or when
// the engine that started it is gone. The arguments are those after the name:
// flags, and the engine's address.
func Main(args []string, out io.Writer) error {
	// The engine starts plugins in process groups of their own, so that an
	// interrupt at the terminal does not reach them, and ends them by one.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, orphaned := context.WithCancel(ctx)
	defer orphaned()

	server := newServer(ctx, lastArgument(args))
	cancel := make(chan bool)
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(srv *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(srv, server)
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("serve the language host: %w", err)
	}
	if _, err := fmt.Fprintln(out, handle.Port); err != nil {
		return fmt.Errorf("tell the engine the language host's port: %w", err)
	}
	go watchParent(ctx, orphaned)
	select {
	case err := <-handle.Done:
		server.stop()
		return err
	case <-ctx.Done():
		server.stop()
		close(cancel)
		return drained(handle.Done)
	}
}

// drained waits, for a while, until answers that are on their way have gone
// out: an engine that loses one fails a run that went well.
func drained(done <-chan error) error {
	select {
	case err := <-done:
		return err
	case <-time.After(drainTimeout):
		return nil
	}
}

// watchParent calls gone when the process that started this one has ended.
func watchParent(ctx context.Context, gone func()) {
	parent := os.Getppid()
	tick := time.NewTicker(parentPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if os.Getppid() != parent {
				gone()
				return
			}
		}
	}
}

// lastArgument returns the last argument that is no flag: the engine's
// address.
func lastArgument(args []string) string {
	for i := len(args) - 1; i >= 0; i-- {
		if args[i] != "" && args[i][0] != '-' {
			return args[i]
		}
	}
	return ""
}
