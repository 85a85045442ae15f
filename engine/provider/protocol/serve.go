package protocol

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
)

// ErrEngineGone is returned by Serve when the engine that started the plugin
// has gone away.
var ErrEngineGone = errors.New("the engine that started this plugin is gone")

// Serve serves the provider on a loopback port, writes that port to out as the
// first line, as the engine expects of a plugin, and returns when ctx ends or
// when the engine at the given address is gone. An empty address means that
// engines attach and leave as they like.
func Serve(ctx context.Context, out io.Writer, engineAddress string, server *Server) error {
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
	if _, err := fmt.Fprintln(out, handle.Port); err != nil {
		return fmt.Errorf("telling the engine the provider's port: %w", err)
	}
	gone := make(chan error, 1)
	if engineAddress != "" {
		go func() { gone <- waitUntilGone(ctx, engineAddress) }()
	}
	select {
	case err := <-handle.Done:
		return err
	case err := <-gone:
		return err
	case <-ctx.Done():
		close(stop)
		return <-handle.Done
	}
}

// waitUntilGone returns when the connection to the engine breaks: a killed
// engine must not leave plugins behind that go on writing.
func waitUntilGone(ctx context.Context, address string) error {
	conn, err := grpc.NewClient(address,
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithIdleTimeout(0))
	if err != nil {
		return fmt.Errorf("watching the engine at %s: %w", address, err)
	}
	for {
		conn.Connect()
		state := conn.GetState()
		if state == connectivity.TransientFailure || state == connectivity.Shutdown {
			break
		}
		if !conn.WaitForStateChange(ctx, state) {
			break
		}
	}
	if err := conn.Close(); err != nil {
		return errors.Join(ErrEngineGone, err)
	}
	if ctx.Err() != nil {
		return nil
	}
	return ErrEngineGone
}
