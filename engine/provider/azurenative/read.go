package azurenative

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
)

// Read looks at the resource as it is. What has been edited behind Pulumi's
// back shows in the inputs that it returns; on import, when nothing was known,
// they are all that Azure says and that can be written.
func (p *Provider) Read(
	ctx context.Context, req protocol.ReadRequest,
) (protocol.State, error) {
	t, err := typeOf(req.Type)
	if err != nil {
		return protocol.State{}, err
	}
	inputs := values.Known(req.Inputs)
	if len(req.Inputs) == 0 {
		inputs = t.PathValues(req.ID)
	}
	at := target{Resource: t, id: req.ID, apiVersion: t.APIVersion(inputs), inputs: inputs}
	live, err := p.get(ctx, at)
	if arm.IsNotFound(err) {
		return protocol.State{}, nil
	}
	if err != nil {
		return protocol.State{}, fmt.Errorf("reading %s: %w", req.ID, err)
	}
	outputs := p.outputs(at, live, req.Inputs)
	now := t.Writable(t.Outputs(live))
	path := map[string]bool{}
	for _, name := range t.PathInputs() {
		path[name] = true
		delete(now, name)
	}
	state := protocol.State{ID: req.ID, Outputs: outputs}
	if len(req.Inputs) == 0 {
		for key, value := range inputs {
			now[key] = value
		}
		state.Inputs = values.Properties(now)
		return state, nil
	}
	var before map[string]any
	if len(req.Outputs) > 0 {
		before = t.Writable(values.Known(req.Outputs))
		for name := range path {
			delete(before, name)
		}
	}
	children := childCollections[t.ARMType()]
	seen := values.Observed(inputs, before, now, func(key string) bool { return !children[key] })
	state.Inputs = values.MarkSecrets(values.Properties(seen), req.Inputs)
	for key, value := range req.Inputs {
		if key != resource.PropertyKey("__defaults") && values.Unknown(value) {
			state.Inputs[key] = value
		}
	}
	return state, nil
}

// childCollections are the properties in which a parent shows what was made as
// a resource of its own. The program that leaves them out owns the children,
// not the list.
var childCollections = map[string]map[string]bool{
	"Microsoft.Network/virtualNetworks":       {"subnets": true, "virtualNetworkPeerings": true},
	"Microsoft.Network/networkSecurityGroups": {"securityRules": true},
	"Microsoft.Network/privateEndpoints":      {"customDnsConfigs": true},
	"Microsoft.Sql/servers":                   {"administrators": true},
	"Microsoft.Web/sites":                     {"hostNameSslStates": true, "virtualNetworkSubnetId": true, "siteConfig": true},
	"Microsoft.KeyVault/vaults":               {"accessPolicies": true},
}
