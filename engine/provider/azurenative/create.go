package azurenative

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
)

// Create makes sure that the resource does not exist, unless it is one that
// always exists with its parent, puts it, waits for the operation's end and
// reads it.
func (p *Provider) Create(
	ctx context.Context, req protocol.CreateRequest,
) (protocol.State, error) {
	t, err := typeOf(req.Type)
	if err != nil {
		return protocol.State{}, err
	}
	if req.Preview {
		return protocol.State{Outputs: foreseen(t, req.Inputs)}, nil
	}
	target, err := p.target(t, req.Inputs)
	if err != nil {
		return protocol.State{}, fmt.Errorf("creating %s: %w", req.URN.Name(), err)
	}
	if _, always := singletonOf(target.id); !always {
		_, err := p.get(ctx, target)
		switch {
		case err == nil:
			return protocol.State{}, fmt.Errorf("cannot create already existing resource %s", target.id)
		case !arm.IsNotFound(err):
			return protocol.State{}, fmt.Errorf("looking whether %s exists: %w", target.id, err)
		}
	}
	return p.write(ctx, target, req.Inputs)
}

// Update puts the resource with its new inputs.
func (p *Provider) Update(
	ctx context.Context, req protocol.UpdateRequest,
) (protocol.State, error) {
	t, err := typeOf(req.Type)
	if err != nil {
		return protocol.State{}, err
	}
	if req.Preview {
		outputs := req.OldOutputs.Copy()
		for key, value := range req.NewInputs {
			outputs[key] = merge(outputs[key], value)
		}
		return protocol.State{ID: req.ID, Outputs: outputs}, nil
	}
	target, err := p.target(t, req.NewInputs)
	if err != nil {
		return protocol.State{}, fmt.Errorf("updating %s: %w", req.ID, err)
	}
	target.id = req.ID
	return p.write(ctx, target, req.NewInputs)
}

// target is a resource that is to be written, read or deleted.
type target struct {
	*meta.Resource
	id         string
	apiVersion string
	inputs     map[string]any
}

func (p *Provider) target(t *meta.Resource, inputs resource.PropertyMap) (target, error) {
	given, err := values.Plain(inputs)
	if err != nil {
		return target{}, err
	}
	id, err := t.ID(p.env.SubscriptionID, given)
	if err != nil {
		return target{}, err
	}
	return target{Resource: t, id: id, apiVersion: t.APIVersion(given), inputs: given}, nil
}

// write puts the resource, waits and reads it. From the moment that Azure has
// accepted the PUT, every error is a PartialError, so that the engine records
// what may exist.
func (p *Provider) write(
	ctx context.Context, t target, inputs resource.PropertyMap,
) (protocol.State, error) {
	body, err := t.Body(t.inputs)
	if err != nil {
		return protocol.State{}, fmt.Errorf("%s: %w", t.id, err)
	}
	request := arm.Request{
		Method: http.MethodPut, Path: t.id, Query: arm.Versioned(t.apiVersion), Body: body,
	}
	for _, name := range t.Query() {
		if value, ok := t.inputs[name]; ok {
			request.Query.Set(name, fmt.Sprint(value))
		}
	}
	accepted, err := p.client.Do(ctx, request)
	if err != nil {
		return protocol.State{}, p.unanswered(ctx, t, inputs, err)
	}
	_, waitErr := p.client.Wait(ctx, request, accepted)
	if waitErr != nil {
		// The caller may have been cancelled: look once more all the same.
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), lastLook)
		defer cancel()
	}
	t.id = given(t.id, accepted.Body)
	live, readErr := p.get(ctx, t)
	if waitErr != nil && arm.IsNotFound(readErr) {
		return protocol.State{}, waitErr // nothing came of it
	}
	if readErr != nil {
		live = accepted.Body
	}
	state := protocol.State{ID: t.id, Inputs: inputs, Outputs: p.outputs(t, live, inputs)}
	if err := errors.Join(waitErr, readErr); err != nil {
		return protocol.State{}, &protocol.PartialError{State: state, Reasons: []string{err.Error()}}
	}
	return state, nil
}

// unanswered is the error of a PUT that failed. A refusal is one: nothing was
// written. Where no answer came, the resource may exist all the same, and the next
// run could not create it: unless reading it says that it does not, it is
// recorded, and the next run puts it again.
func (p *Provider) unanswered(
	ctx context.Context, t target, inputs resource.PropertyMap, cause error,
) error {
	if errors.As(cause, new(*arm.Error)) {
		return cause
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
	defer cancel()
	live, err := p.get(ctx, t)
	if arm.IsNotFound(err) {
		return cause
	}
	state := protocol.State{ID: t.id, Inputs: inputs, Outputs: p.outputs(t, live, inputs)}
	return &protocol.PartialError{State: state, Reasons: []string{cause.Error()}}
}

// given is the id that Azure gave the resource. It differs from the one that
// was put where Azure makes up the name: a replication policy that is put as
// default becomes one with a GUID.
func given(id string, body map[string]any) string {
	answered, _ := body["id"].(string)
	parent := func(id string) string { return strings.ToLower(id[:strings.LastIndex(id, "/")+1]) }
	if answered == "" || strings.EqualFold(answered, id) || parent(answered) != parent(id) {
		return id
	}
	return answered
}

// lastLook bounds the read after an operation that failed or was cancelled.
const lastLook = 15 * time.Second

// get reads the resource in the way that its type needs.
func (p *Provider) get(ctx context.Context, t target) (map[string]any, error) {
	path, method := t.id, http.MethodGet
	if s, ok := singletonOf(t.id); ok && s.list != "" {
		path, method = t.id+s.list, s.listMethod
	}
	resp, err := p.client.Do(ctx, arm.Request{
		Method: method, Path: path, Query: arm.Versioned(t.apiVersion),
	})
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// outputs are what the engine records of a live resource.
func (p *Provider) outputs(t target, live map[string]any, inputs resource.PropertyMap) resource.PropertyMap {
	outputs := values.Properties(t.Outputs(live))
	outputs = values.MarkSecrets(outputs, inputs)
	for _, path := range t.Secrets() {
		outputs = secretAt(outputs, path)
	}
	return outputs
}

func secretAt(values resource.PropertyMap, path []string) resource.PropertyMap {
	key := resource.PropertyKey(path[0])
	value, ok := values[key]
	if !ok || value.IsSecret() {
		return values
	}
	copied := values.Copy()
	switch {
	case len(path) == 1:
		copied[key] = resource.MakeSecret(value)
	case value.IsObject():
		copied[key] = resource.NewObjectProperty(secretAt(value.ObjectValue(), path[1:]))
	}
	return copied
}
