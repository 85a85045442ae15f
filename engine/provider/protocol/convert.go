package protocol

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
)

// named is what every request about a resource carries.
type named interface {
	GetUrn() string
	GetType() string
	GetName() string
}

func subject(req named) Subject {
	urn := resource.URN(req.GetUrn())
	s := Subject{URN: urn, Type: req.GetType(), Name: req.GetName()}
	if s.Type == "" && urn.IsValid() {
		s.Type = string(tokens.Type(urn.Type()))
	}
	if s.Name == "" && urn.IsValid() {
		s.Name = urn.Name()
	}
	return s
}

func checkFailures(failures []CheckFailure) []*pulumirpc.CheckFailure {
	var converted []*pulumirpc.CheckFailure
	for _, f := range failures {
		converted = append(converted, &pulumirpc.CheckFailure{Property: f.Property, Reason: f.Reason})
	}
	return converted
}

func diffResponse(result DiffResult) *pulumirpc.DiffResponse {
	response := &pulumirpc.DiffResponse{
		Changes:             pulumirpc.DiffResponse_DIFF_NONE,
		HasDetailedDiff:     true,
		DeleteBeforeReplace: result.DeleteBeforeReplace,
		DetailedDiff:        map[string]*pulumirpc.PropertyDiff{},
	}
	tops := map[string]bool{}
	replaces := map[string]bool{}
	for _, change := range result.Changes {
		response.Changes = pulumirpc.DiffResponse_DIFF_SOME
		response.DetailedDiff[change.Path.String()] = &pulumirpc.PropertyDiff{
			Kind: propertyDiffKind(change), InputDiff: true,
		}
		top, _ := change.Path[0].(string)
		if !tops[top] {
			tops[top] = true
			response.Diffs = append(response.Diffs, top)
		}
		if change.Replace && !replaces[top] {
			replaces[top] = true
			response.Replaces = append(response.Replaces, top)
		}
	}
	return response
}

func propertyDiffKind(change Change) pulumirpc.PropertyDiff_Kind {
	switch {
	case change.Kind == Added && change.Replace:
		return pulumirpc.PropertyDiff_ADD_REPLACE
	case change.Kind == Added:
		return pulumirpc.PropertyDiff_ADD
	case change.Kind == Deleted && change.Replace:
		return pulumirpc.PropertyDiff_DELETE_REPLACE
	case change.Kind == Deleted:
		return pulumirpc.PropertyDiff_DELETE
	case change.Replace:
		return pulumirpc.PropertyDiff_UPDATE_REPLACE
	default:
		return pulumirpc.PropertyDiff_UPDATE
	}
}

// failure is the gRPC form of a provider's error. A PartialError carries the
// resource along, so that the engine can record it.
func failure(err error) error {
	var partial *PartialError
	if errors.As(err, &partial) {
		outputs, err1 := encode("outputs", partial.State.Outputs)
		inputs, err2 := encode("inputs", partial.State.Inputs)
		if joined := errors.Join(err1, err2); joined != nil {
			return errors.Join(err, joined)
		}
		return rpcerror.WithDetails(rpcerror.New(codes.Unknown, err.Error()),
			&pulumirpc.ErrorResourceInitFailed{
				Id:         partial.State.ID,
				Properties: outputs,
				Inputs:     inputs,
				Reasons:    partial.Reasons,
			})
	}
	if errors.Is(err, context.Canceled) {
		return rpcerror.New(codes.Canceled, err.Error())
	}
	return rpcerror.New(codes.Unknown, err.Error())
}
