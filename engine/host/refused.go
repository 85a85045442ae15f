package host

import (
	"context"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// refused answers what only the official host can do: making projects and
// code from templates and schemas. No run of a program asks for it.
func refused(what string) error {
	return status.Errorf(codes.Unimplemented,
		"%s needs Pulumi's own language host for Go: install the Pulumi CLI from https://www.pulumi.com/docs/install/", what)
}

// Template is refused.
func (s *Server) Template(context.Context, *pulumirpc.TemplateRequest) (*pulumirpc.TemplateResponse, error) {
	return nil, refused("filling in a template")
}

// GenerateProgram is refused.
func (s *Server) GenerateProgram(context.Context, *pulumirpc.GenerateProgramRequest,
) (*pulumirpc.GenerateProgramResponse, error) {
	return nil, refused("generating a program")
}

// GenerateProject is refused.
func (s *Server) GenerateProject(context.Context, *pulumirpc.GenerateProjectRequest,
) (*pulumirpc.GenerateProjectResponse, error) {
	return nil, refused("generating a project")
}

// GeneratePackage is refused.
func (s *Server) GeneratePackage(context.Context, *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	return nil, refused("generating a package")
}

// Pack is refused.
func (s *Server) Pack(context.Context, *pulumirpc.PackRequest) (*pulumirpc.PackResponse, error) {
	return nil, refused("packing a package")
}

// Link is refused.
func (s *Server) Link(context.Context, *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	return nil, refused("linking a package")
}
