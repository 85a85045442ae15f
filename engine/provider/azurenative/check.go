package azurenative

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
)

// Check fills in the name and the location where the program leaves them out,
// as azure-native does, and reports inputs that are missing.
func (p *Provider) Check(
	ctx context.Context, req protocol.CheckRequest,
) (protocol.CheckResult, error) {
	t, err := typeOf(req.Type)
	if err != nil {
		return protocol.CheckResult{}, err
	}
	inputs := req.New.Copy()
	if name := resource.PropertyKey(t.AutoName()); name != "" && !has(inputs, name) {
		inputs[name] = autoName(t, req, name)
	}
	if t.NeedsLocation() && !has(inputs, "location") {
		p.fillLocation(ctx, req.Old, inputs)
	}
	result := protocol.CheckResult{Inputs: inputs}
	for _, name := range append(t.PathInputs(), t.Required()...) {
		if _, given := inputs[resource.PropertyKey(name)]; given && name == "parentResourcePath" {
			continue // empty for resources at the top
		}
		if !has(inputs, resource.PropertyKey(name)) {
			result.Failures = append(result.Failures, protocol.CheckFailure{
				Property: name,
				Reason:   fmt.Sprintf("missing required property %q of %s", name, req.Type),
			})
		}
	}
	return result, nil
}

func has(inputs resource.PropertyMap, key resource.PropertyKey) bool {
	v, ok := inputs[key]
	if !ok || values.Bare(v).IsNull() {
		return false
	}
	return !values.Bare(v).IsString() || values.Bare(v).StringValue() != ""
}

// autoName keeps the name that the resource has, or makes one of its logical
// name and random hex digits; types whose names are GUIDs get a GUID.
func autoName(t *meta.Resource, req protocol.CheckRequest, key resource.PropertyKey) resource.PropertyValue {
	if old, ok := req.Old[key]; ok && has(req.Old, key) {
		return old
	}
	seed := sha256.Sum256(append(req.RandomSeed, req.URN...))
	switch t.ARMType() {
	case "Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/roleDefinitions",
		"Microsoft.Insights/workbooks":
		return resource.NewStringProperty(uuid.NewSHA1(uuid.Nil, seed[:]).String())
	}
	return resource.NewStringProperty(req.Name + hex.EncodeToString(seed[:4]))
}

// fillLocation takes the provider's location, the one that the resource has,
// or its resource group's.
func (p *Provider) fillLocation(ctx context.Context, old, inputs resource.PropertyMap) {
	if p.location != "" {
		inputs["location"] = resource.NewStringProperty(p.location)
		return
	}
	if has(old, "location") {
		inputs["location"] = old["location"]
		return
	}
	group := values.Bare(inputs["resourceGroupName"])
	if !group.IsString() || p.client == nil {
		return
	}
	id := "/subscriptions/" + p.env.SubscriptionID + "/resourceGroups/" + group.StringValue()
	body, err := p.client.Get(ctx, id, resourceGroupVersion)
	if err != nil && !arm.IsNotFound(err) {
		return // the PUT will say what is wrong
	}
	if location, ok := body["location"].(string); ok {
		inputs["location"] = resource.NewStringProperty(location)
	}
}

const resourceGroupVersion = "2022-09-01"
