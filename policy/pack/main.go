package pack

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"google.golang.org/grpc"

	"github.com/tandem-platform/tandem/policy/rules"
)

const (
	// parentPoll is how often the pack looks whether its engine still lives.
	parentPoll = 200 * time.Millisecond
	// drainTimeout is how long answers that are on their way may take.
	drainTimeout = 2 * time.Second
	// collectorPercent is how much garbage is gathered before it is collected.
	collectorPercent = 1000
	// mostBytes bounds a message: the engine sends a stack's resources in one.
	mostBytes = 400 << 20
)

// Main serves the pack on a loopback port, writes the port to out as the first
// line, as the engine expects, and returns when it is told to stop or when what
// started it is gone.
func Main(out io.Writer) error {
	// The engine asks one thing after the other, and the pack is gone in a second:
	// a second processor would only wait, and what is freed is freed by the end.
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(collectorPercent)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return serve(ctx, out, NewServer(rules.All(), os.Getenv))
}

func serve(ctx context.Context, out io.Writer, pack *Server) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("serve the policy pack: %w", err)
	}
	// One worker keeps its stack from call to call; a second call at the same time
	// is answered all the same.
	server := grpc.NewServer(grpc.MaxRecvMsgSize(mostBytes), grpc.NumStreamWorkers(1))
	server.RegisterService(service(), pack)
	if _, err := fmt.Fprintln(out, listener.Addr().(*net.TCPAddr).Port); err != nil {
		return fmt.Errorf("tell the engine the policy pack's port: %w", err)
	}
	go func() {
		waitForEnd(ctx)
		time.AfterFunc(drainTimeout, server.Stop)
		server.GracefulStop()
	}()
	return server.Serve(listener)
}

// waitForEnd returns when ctx ends or the process that started this one has.
func waitForEnd(ctx context.Context) {
	parent := os.Getppid()
	tick := time.NewTicker(parentPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if os.Getppid() != parent {
				return
			}
		}
	}
}
