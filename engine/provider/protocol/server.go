package protocol

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Server speaks Pulumi's provider protocol for a Provider.
type Server struct {
	pulumirpc.UnimplementedResourceProviderServer

	version string
	calls   *calls
}

// NewServer returns a server that reports the given version and makes a
// provider for each engine that connects to it.
func NewServer(version string, create func() Provider) *Server {
	return &Server{version: version, calls: newCalls(create)}
}

// Handshake tells the engine what this provider understands.
func (s *Server) Handshake(
	context.Context, *pulumirpc.ProviderHandshakeRequest,
) (*pulumirpc.ProviderHandshakeResponse, error) {
	return &pulumirpc.ProviderHandshakeResponse{AcceptSecrets: true, AcceptOutputs: false}, nil
}

// Attach accepts an engine that found this server by PULUMI_DEBUG_PROVIDERS.
func (s *Server) Attach(context.Context, *pulumirpc.PluginAttach) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// GetPluginInfo reports the provider's version.
func (s *Server) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: s.version}, nil
}

// CheckConfig accepts every configuration; Configure judges it.
func (s *Server) CheckConfig(
	_ context.Context, req *pulumirpc.CheckRequest,
) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: req.GetNews()}, nil
}

// DiffConfig reports no difference: a provider's configuration (credentials,
// endpoints) may change from run to run without touching any resource.
func (s *Server) DiffConfig(
	context.Context, *pulumirpc.DiffRequest,
) (*pulumirpc.DiffResponse, error) {
	return &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}, nil
}

// Configure hands the provider its configuration.
func (s *Server) Configure(
	ctx context.Context, req *pulumirpc.ConfigureRequest,
) (*pulumirpc.ConfigureResponse, error) {
	config, err := decode("provider configuration", req.GetArgs())
	if err != nil {
		return nil, err
	}
	ctx, provider, done := s.calls.begin(ctx)
	defer done()
	if err := provider.Configure(ctx, config); err != nil {
		return nil, rpcerror.New(codes.InvalidArgument, err.Error())
	}
	return &pulumirpc.ConfigureResponse{AcceptSecrets: true, SupportsPreview: true}, nil
}

// Check completes and verifies inputs.
func (s *Server) Check(
	ctx context.Context, req *pulumirpc.CheckRequest,
) (*pulumirpc.CheckResponse, error) {
	olds, err1 := decode("old inputs", req.GetOlds())
	news, err2 := decode("new inputs", req.GetNews())
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	ctx, provider, done := s.calls.begin(ctx)
	defer done()
	result, err := provider.Check(ctx, CheckRequest{
		Subject: subject(req), Old: olds, New: news, RandomSeed: req.GetRandomSeed(),
	})
	if err != nil {
		return nil, failure(err)
	}
	inputs, err := encode("inputs", result.Inputs)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CheckResponse{Inputs: inputs, Failures: checkFailures(result.Failures)}, nil
}

// Diff compares old and new inputs.
func (s *Server) Diff(
	ctx context.Context, req *pulumirpc.DiffRequest,
) (*pulumirpc.DiffResponse, error) {
	outputs, err1 := decode("old outputs", req.GetOlds())
	olds, err2 := decode("old inputs", req.GetOldInputs())
	news, err3 := decode("new inputs", req.GetNews())
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	ctx, provider, done := s.calls.begin(ctx)
	defer done()
	result, err := provider.Diff(ctx, DiffRequest{
		Subject: subject(req), ID: req.GetId(), OldInputs: olds, OldOutputs: outputs, NewInputs: news,
		IgnoreChanges: req.GetIgnoreChanges(),
	})
	if err != nil {
		return nil, failure(err)
	}
	return diffResponse(result), nil
}

// Create makes a resource.
func (s *Server) Create(
	ctx context.Context, req *pulumirpc.CreateRequest,
) (*pulumirpc.CreateResponse, error) {
	inputs, err := decode("inputs", req.GetProperties())
	if err != nil {
		return nil, err
	}
	ctx, provider, done := s.calls.begin(ctx)
	defer done()
	state, err := provider.Create(ctx, CreateRequest{
		Subject: subject(req), Inputs: inputs, Preview: req.GetPreview(),
	})
	if err != nil {
		return nil, failure(err)
	}
	outputs, err := encode("outputs", state.Outputs)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CreateResponse{Id: state.ID, Properties: outputs}, nil
}

// Read finds a resource.
func (s *Server) Read(
	ctx context.Context, req *pulumirpc.ReadRequest,
) (*pulumirpc.ReadResponse, error) {
	outputs, err1 := decode("old outputs", req.GetProperties())
	inputs, err2 := decode("old inputs", req.GetInputs())
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	ctx, provider, done := s.calls.begin(ctx)
	defer done()
	state, err := provider.Read(ctx, ReadRequest{
		Subject: subject(req), ID: req.GetId(), Inputs: inputs, Outputs: outputs,
	})
	if err != nil {
		return nil, failure(err)
	}
	newOutputs, err1 := encode("outputs", state.Outputs)
	newInputs, err2 := encode("inputs", state.Inputs)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return &pulumirpc.ReadResponse{Id: state.ID, Properties: newOutputs, Inputs: newInputs}, nil
}

// Update changes a resource in place.
func (s *Server) Update(
	ctx context.Context, req *pulumirpc.UpdateRequest,
) (*pulumirpc.UpdateResponse, error) {
	outputs, err1 := decode("old outputs", req.GetOlds())
	olds, err2 := decode("old inputs", req.GetOldInputs())
	news, err3 := decode("new inputs", req.GetNews())
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	ctx, provider, done := s.calls.begin(ctx)
	defer done()
	state, err := provider.Update(ctx, UpdateRequest{
		Subject: subject(req), ID: req.GetId(), OldInputs: olds, OldOutputs: outputs, NewInputs: news,
		Preview: req.GetPreview(),
	})
	if err != nil {
		return nil, failure(err)
	}
	newOutputs, err := encode("outputs", state.Outputs)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.UpdateResponse{Properties: newOutputs}, nil
}

// Delete removes a resource.
func (s *Server) Delete(
	ctx context.Context, req *pulumirpc.DeleteRequest,
) (*emptypb.Empty, error) {
	outputs, err1 := decode("outputs", req.GetProperties())
	inputs, err2 := decode("inputs", req.GetOldInputs())
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	ctx, provider, done := s.calls.begin(ctx)
	defer done()
	err := provider.Delete(ctx, DeleteRequest{
		Subject: subject(req), ID: req.GetId(), Inputs: inputs, Outputs: outputs,
	})
	if err != nil {
		return nil, failure(err)
	}
	return &emptypb.Empty{}, nil
}

// Invoke calls a function.
func (s *Server) Invoke(
	ctx context.Context, req *pulumirpc.InvokeRequest,
) (*pulumirpc.InvokeResponse, error) {
	args, err := decode("arguments of "+req.GetTok(), req.GetArgs())
	if err != nil {
		return nil, err
	}
	ctx, provider, done := s.calls.begin(ctx)
	defer done()
	result, err := provider.Invoke(ctx, req.GetTok(), args)
	if err != nil {
		return nil, failure(err)
	}
	value, err := encode("result of "+req.GetTok(), result.Return)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.InvokeResponse{Return: value, Failures: checkFailures(result.Failures)}, nil
}

// Cancel ends the operations of the engine that asks, and of no other.
func (s *Server) Cancel(ctx context.Context, _ *emptypb.Empty) (*emptypb.Empty, error) {
	s.calls.cancel(ctx)
	return &emptypb.Empty{}, nil
}
