package host

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"sync"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// RunPlugin builds and runs a plugin that is a Go program, such as a policy
// pack, and streams what it writes and how it ends to the engine.
func (s *Server) RunPlugin(req *pulumirpc.RunPluginRequest,
	stream grpc.ServerStreamingServer[pulumirpc.RunPluginResponse],
) error {
	ctx, cancel := s.joined(stream.Context())
	defer cancel()
	binary, err := compiled(ctx, req.GetInfo(), pluginName(req))
	if err != nil {
		return err
	}
	out := &pluginOutput{stream: stream}
	cmd := exec.CommandContext(ctx, binary, req.GetArgs()...)
	cmd.Dir = req.GetPwd()
	cmd.Env = append(environ(nil), req.GetEnv()...)
	cmd.Stdout = writerFunc(out.stdout)
	cmd.Stderr = writerFunc(out.stderr)
	cmd.WaitDelay = outputGrace
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return out.exited(0)
	case errors.As(err, &exit):
		return out.exited(exit.ExitCode())
	case ctx.Err() != nil:
		return context.Cause(ctx)
	default:
		return fmt.Errorf("run the plugin %s: %w", binary, err)
	}
}

func pluginName(req *pulumirpc.RunPluginRequest) string {
	if req.GetKind() == "" {
		return "plugin"
	}
	return req.GetKind()
}

// pluginOutput sends a plugin's output on the stream, one message at a time.
type pluginOutput struct {
	mu     sync.Mutex
	stream grpc.ServerStreamingServer[pulumirpc.RunPluginResponse]
}

func (o *pluginOutput) send(message *pulumirpc.RunPluginResponse) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.stream.Send(message)
}

func (o *pluginOutput) stdout(text []byte) error {
	return o.send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stdout{Stdout: text}})
}

func (o *pluginOutput) stderr(text []byte) error {
	return o.send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stderr{Stderr: text}})
}

func (o *pluginOutput) exited(code int) error {
	return o.send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(code)}})
}

// writerFunc is a writer that hands each piece on.
type writerFunc func(text []byte) error

// Write hands the text on.
func (f writerFunc) Write(text []byte) (int, error) {
	if err := f(text); err != nil {
		return 0, err
	}
	return len(text), nil
}
