// Package random is a double of Pulumi's random provider: values that are
// drawn once from the system's source of randomness and kept in Pulumi's state.
package random

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"sort"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/protocol"
)

// Version is the version of the random provider that the double stands in for.
const Version = "4.19.0"

// Provider implements protocol.Provider without any cloud.
type Provider struct {
	source io.Reader
}

// New returns a provider that draws from the system's source of randomness.
func New() *Provider {
	return &Provider{source: rand.Reader}
}

// kind is one resource type.
type kind struct {
	required []string
	secrets  []resource.PropertyKey
	// draw makes the id and the outputs that are not inputs.
	draw func(source io.Reader, inputs resource.PropertyMap) (string, resource.PropertyMap, error)
	// adopt makes inputs and outputs of an id that is imported; nil if that
	// cannot be done.
	adopt func(id string) (resource.PropertyMap, resource.PropertyMap, error)
}

var kinds = map[string]kind{
	"random:index/randomPassword:RandomPassword": {
		required: []string{"length"}, secrets: []resource.PropertyKey{"result", "bcryptHash"},
		draw: drawPassword, adopt: adoptPassword,
	},
	"random:index/randomString:RandomString": {
		required: []string{"length"}, draw: drawString, adopt: adoptString,
	},
	"random:index/randomUuid:RandomUuid": {draw: drawUUID, adopt: adoptUUID},
	"random:index/randomId:RandomId":     {required: []string{"byteLength"}, draw: drawID},
	"random:index/randomPet:RandomPet":   {draw: drawPet},
}

func kindOf(token string) (kind, error) {
	k, ok := kinds[token]
	if !ok {
		var known []string
		for t := range kinds {
			known = append(known, t)
		}
		sort.Strings(known)
		return kind{}, fmt.Errorf("the random provider has no resource type %s here; it has %v", token, known)
	}
	return k, nil
}

// Configure has nothing to configure.
func (p *Provider) Configure(context.Context, resource.PropertyMap) error { return nil }

// Check reports missing inputs and minima that exceed the length.
func (p *Provider) Check(
	_ context.Context, req protocol.CheckRequest,
) (protocol.CheckResult, error) {
	k, err := kindOf(req.Type)
	if err != nil {
		return protocol.CheckResult{}, err
	}
	result := protocol.CheckResult{Inputs: req.New}
	for _, name := range k.required {
		if v, ok := req.New[resource.PropertyKey(name)]; !ok || v.IsNull() {
			result.Failures = append(result.Failures, protocol.CheckFailure{
				Property: name, Reason: fmt.Sprintf("missing required property %q of %s", name, req.Type),
			})
		}
	}
	return result, nil
}

// Diff replaces the resource on any change: a value is drawn once.
func (p *Provider) Diff(
	_ context.Context, req protocol.DiffRequest,
) (protocol.DiffResult, error) {
	var result protocol.DiffResult
	keys := map[resource.PropertyKey]bool{}
	for key := range req.OldInputs {
		keys[key] = true
	}
	for key := range req.NewInputs {
		keys[key] = true
	}
	for key := range keys {
		if len(key) > 1 && key[:2] == "__" {
			continue
		}
		before, was := req.OldInputs[key]
		after, is := req.NewInputs[key]
		change := protocol.Change{Path: resource.PropertyPath{string(key)}, Replace: true}
		switch {
		case !was:
			change.Kind = protocol.Added
		case !is:
			change.Kind = protocol.Deleted
		case before.DeepEquals(after):
			continue
		default:
			change.Kind = protocol.Updated
		}
		result.Changes = append(result.Changes, change)
	}
	sort.Slice(result.Changes, func(i, j int) bool {
		return result.Changes[i].Path.String() < result.Changes[j].Path.String()
	})
	return result, nil
}

// Create draws the value.
func (p *Provider) Create(
	_ context.Context, req protocol.CreateRequest,
) (protocol.State, error) {
	k, err := kindOf(req.Type)
	if err != nil {
		return protocol.State{}, err
	}
	outputs := req.Inputs.Copy()
	if req.Preview {
		return protocol.State{Outputs: outputs}, nil
	}
	id, drawn, err := k.draw(p.source, req.Inputs)
	if err != nil {
		return protocol.State{}, fmt.Errorf("%s %s: %w", req.Type, req.Name, err)
	}
	for key, value := range drawn {
		outputs[key] = value
	}
	return protocol.State{ID: id, Outputs: k.secret(outputs)}, nil
}

func (k kind) secret(outputs resource.PropertyMap) resource.PropertyMap {
	for _, key := range k.secrets {
		if value, ok := outputs[key]; ok && !value.IsSecret() {
			outputs[key] = resource.MakeSecret(value)
		}
	}
	return outputs
}

// Read returns what is recorded, for there is nothing else; on import it makes
// a record of the id.
func (p *Provider) Read(
	_ context.Context, req protocol.ReadRequest,
) (protocol.State, error) {
	k, err := kindOf(req.Type)
	if err != nil {
		return protocol.State{}, err
	}
	if len(req.Outputs) > 0 {
		return protocol.State{ID: req.ID, Inputs: req.Inputs, Outputs: req.Outputs}, nil
	}
	if k.adopt == nil {
		return protocol.State{}, fmt.Errorf("a %s cannot be imported", req.Type)
	}
	inputs, outputs, err := k.adopt(req.ID)
	if err != nil {
		return protocol.State{}, fmt.Errorf("importing %s: %w", req.Type, err)
	}
	return protocol.State{ID: req.ID, Inputs: inputs, Outputs: k.secret(outputs)}, nil
}

// Update is never asked for, because every change replaces.
func (p *Provider) Update(
	_ context.Context, req protocol.UpdateRequest,
) (protocol.State, error) {
	return protocol.State{}, fmt.Errorf("%s %s cannot be updated, only replaced", req.Type, req.Name)
}

// Delete has nothing to remove.
func (p *Provider) Delete(context.Context, protocol.DeleteRequest) error { return nil }

// Invoke knows no functions.
func (p *Provider) Invoke(
	_ context.Context, token string, _ resource.PropertyMap,
) (protocol.InvokeResult, error) {
	return protocol.InvokeResult{}, fmt.Errorf("the random provider has no function %s", token)
}

var _ protocol.Provider = (*Provider)(nil)
