package host

import (
	"context"
	"os"
	"os/exec"
	"sync"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Version is the version that the host reports to the engine.
const Version = "3.259.0"

// Server serves the engine's language protocol for Go.
type Server struct {
	pulumirpc.UnsafeLanguageRuntimeServer

	// ctx ends when the host does; what the server starts ends with it.
	ctx    context.Context
	cancel context.CancelFunc

	mu     sync.Mutex
	engine string
}

func newServer(ctx context.Context, engineAddress string) *Server {
	ctx, cancel := context.WithCancel(ctx)
	return &Server{ctx: ctx, cancel: cancel, engine: engineAddress}
}

// stop ends everything that the server has started.
func (s *Server) stop() { s.cancel() }

// Handshake takes the address of the engine that uses this host.
func (s *Server) Handshake(_ context.Context, req *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if req.GetEngineAddress() != "" {
		s.engine = req.GetEngineAddress()
	}
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (s *Server) engineAddress() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.engine
}

// GetPluginInfo tells the host's version.
func (s *Server) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: Version}, nil
}

// GetRequiredPlugins names no plugins: those that a program needs are loaded
// when it registers its first resource of each.
func (s *Server) GetRequiredPlugins(context.Context, *pulumirpc.GetRequiredPluginsRequest,
) (*pulumirpc.GetRequiredPluginsResponse, error) {
	return &pulumirpc.GetRequiredPluginsResponse{}, nil
}

// GetRequiredPackages names no packages, like GetRequiredPlugins.
func (s *Server) GetRequiredPackages(context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

// About describes the Go toolchain.
func (s *Server) About(ctx context.Context, _ *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return &pulumirpc.AboutResponse{Version: "none"}, nil
	}
	version, err := exec.CommandContext(ctx, path, "env", "GOVERSION").Output()
	if err != nil {
		return nil, err
	}
	return &pulumirpc.AboutResponse{Executable: path, Version: firstLine(version)}, nil
}

// GetProgramDependencies lists the modules that the program's go.mod requires.
func (s *Server) GetProgramDependencies(_ context.Context, req *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	root, err := moduleRoot(req.GetInfo().GetProgramDirectory())
	if err != nil {
		return nil, err
	}
	dependencies, err := requirements(root, req.GetTransitiveDependencies())
	if err != nil {
		return nil, err
	}
	return &pulumirpc.GetProgramDependenciesResponse{Dependencies: dependencies}, nil
}

// InstallDependencies does nothing: the build downloads what it needs.
func (s *Server) InstallDependencies(*pulumirpc.InstallDependenciesRequest,
	grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	return nil
}

// RuntimeOptionsPrompts asks for no options.
func (s *Server) RuntimeOptionsPrompts(context.Context, *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	return &pulumirpc.RuntimeOptionsResponse{}, nil
}

// Cancel ends what this host runs, and with it the host's use.
func (s *Server) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	s.stop()
	return &emptypb.Empty{}, nil
}

// environ returns this process's variables with further ones set.
func environ(set map[string]string) []string {
	env := os.Environ()
	for name, value := range set {
		env = append(env, name+"="+value)
	}
	return env
}
