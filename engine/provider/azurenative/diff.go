package azurenative

import (
	"context"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
)

// Diff compares old and new inputs property by property. What can only be had
// by a new resource is marked; where the new resource would have the old one's
// id, the old one must be deleted first.
func (p *Provider) Diff(
	_ context.Context, req protocol.DiffRequest,
) (protocol.DiffResult, error) {
	t, err := typeOf(req.Type)
	if err != nil {
		return protocol.DiffResult{}, err
	}
	changes := values.Compare(req.OldInputs, req.NewInputs)
	result := protocol.DiffResult{Changes: changes}
	for i := range changes {
		if t.ForceNew(names(changes[i].Path)) {
			changes[i].Replace = true
			result.DeleteBeforeReplace = p.sameID(t, req)
		}
	}
	return result, nil
}

// sameID reports whether the replacement would take the old resource's id. It
// assumes so while parts of the new id are unknown.
func (p *Provider) sameID(t *meta.Resource, req protocol.DiffRequest) bool {
	for _, name := range t.PathInputs() {
		before, after := req.OldInputs[resource.PropertyKey(name)], req.NewInputs[resource.PropertyKey(name)]
		if values.Unknown(after) || !values.Bare(before).IsString() || !values.Bare(after).IsString() {
			continue
		}
		if !strings.EqualFold(values.Bare(before).StringValue(), values.Bare(after).StringValue()) {
			return false
		}
	}
	return true
}

// names are the property names along a path, without list positions and
// without regard to what kind of container holds them.
func names(path resource.PropertyPath) []string {
	var list []string
	for _, step := range path {
		if name, ok := step.(string); ok {
			list = append(list, name)
		}
	}
	return list
}
