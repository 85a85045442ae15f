package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// bailCode is the exit code by which a program says that it has already
// reported why it failed.
const bailCode = 32

// outputGrace is how long a program's output may stay open after its end.
const outputGrace = time.Second

// Run runs the program to its end. Its output goes to this process's own,
// which the engine shows as the stack's log.
func (s *Server) Run(ctx context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	ctx, cancel := s.joined(ctx)
	defer cancel()
	binary, err := program(ctx, req.GetInfo())
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	variables, err := s.variables(req)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, binary, req.GetArgs()...)
	cmd.Dir = req.GetPwd()
	cmd.Env = environ(variables)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.WaitDelay = outputGrace
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == bailCode:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case errors.As(err, &exit):
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program %s ended with %s", binary, exit)}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("run the program %s: %v", binary, err)}, nil
	}
}

// joined returns a context that ends with the call or with the server.
func (s *Server) joined(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.ctx, cancel)
	return ctx, func() { stop(); cancel() }
}

// variables are those by which a Go program finds its engine and its config.
func (s *Server) variables(req *pulumirpc.RunRequest) (map[string]string, error) {
	config := req.GetConfig()
	if config == nil {
		config = map[string]string{}
	}
	values, err := json.Marshal(config)
	if err != nil {
		return nil, fmt.Errorf("hand the config to the program: %w", err)
	}
	secrets := req.GetConfigSecretKeys()
	if secrets == nil {
		secrets = []string{}
	}
	secretKeys, err := json.Marshal(secrets)
	if err != nil {
		return nil, fmt.Errorf("hand the config to the program: %w", err)
	}
	return map[string]string{
		"PULUMI_ORGANIZATION":       req.GetOrganization(),
		"PULUMI_PROJECT":            req.GetProject(),
		"PULUMI_STACK":              req.GetStack(),
		"PULUMI_ROOT_DIRECTORY":     req.GetInfo().GetRootDirectory(),
		"PULUMI_CONFIG":             string(values),
		"PULUMI_CONFIG_SECRET_KEYS": string(secretKeys),
		"PULUMI_DRY_RUN":            strconv.FormatBool(req.GetDryRun()),
		"PULUMI_PARALLEL":           strconv.FormatInt(int64(req.GetParallel()), 10),
		"PULUMI_MONITOR":            req.GetMonitorAddress(),
		"PULUMI_ENGINE":             s.engineAddress(),
	}, nil
}
