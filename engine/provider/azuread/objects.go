package azuread

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
)

// Create posts the object.
func (p *Provider) Create(
	ctx context.Context, req protocol.CreateRequest,
) (protocol.State, error) {
	k, err := kindOf(req.Type)
	if err != nil {
		return protocol.State{}, err
	}
	if req.Preview {
		return protocol.State{Outputs: k.foreseen(req.Inputs)}, nil
	}
	inputs, err := values.Plain(req.Inputs)
	if err != nil {
		return protocol.State{}, fmt.Errorf("%s %s: %w", req.Type, req.Name, err)
	}
	if existing, err := p.existing(ctx, req.Type, inputs); err != nil || existing != nil {
		if err != nil {
			return protocol.State{}, err
		}
		id := k.id(inputs, existing)
		return protocol.State{ID: id, Outputs: k.outputs(id, existing, req.Inputs)}, nil
	}
	path, err := k.collection(inputs)
	if err != nil {
		return protocol.State{}, fmt.Errorf("%s %s: %w", req.Type, req.Name, err)
	}
	resp, err := p.client.Do(ctx, arm.Request{Method: http.MethodPost, Path: path, Body: p.body(req.Type, k, inputs)})
	if err != nil {
		return protocol.State{}, err
	}
	id := k.id(inputs, resp.Body)
	return protocol.State{ID: id, Outputs: k.outputs(id, resp.Body, req.Inputs)}, nil
}

// body is what is posted for a new object.
func (p *Provider) body(token string, k kind, inputs map[string]any) map[string]any {
	if token == groupMember {
		return map[string]any{"@odata.id": p.reference(text(inputs["memberObjectId"]))}
	}
	body := toGraph(k.fields, inputs)
	switch token {
	case group:
		body["mailEnabled"] = inputs["mailEnabled"] == true
		body["securityEnabled"] = inputs["securityEnabled"] == true
		if _, ok := body["mailNickname"]; !ok {
			body["mailNickname"] = nickname(text(inputs["displayName"]))
		}
	case servicePrincipal:
		if _, ok := body["appId"]; !ok {
			body["appId"] = inputs["applicationId"]
		}
	}
	for _, name := range k.links {
		p.bind(body, name, inputs)
	}
	return body
}

const (
	group            = "azuread:index/group:Group"
	groupMember      = "azuread:index/groupMember:GroupMember"
	servicePrincipal = "azuread:index/servicePrincipal:ServicePrincipal"
)

func (p *Provider) reference(objectID string) string {
	return p.graph + version + "/directoryObjects/" + objectID
}

func (p *Provider) bind(body map[string]any, name string, inputs map[string]any) {
	ids, _ := inputs[name].([]any)
	var references []any
	for _, id := range ids {
		references = append(references, p.reference(text(id)))
	}
	if len(references) > 0 {
		body[name+"@odata.bind"] = references
	}
}

// nickname is a mail nickname made of a display name's letters and digits.
func nickname(name string) string {
	var kept []rune
	for _, r := range name {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			kept = append(kept, r)
		}
	}
	return string(kept)
}

// existing finds the object that a new one would duplicate, where the program
// allows (useExisting) or forbids (preventDuplicateNames) that.
func (p *Provider) existing(ctx context.Context, token string, inputs map[string]any) (map[string]any, error) {
	switch {
	case token == servicePrincipal && inputs["useExisting"] == true:
		app := text(inputs["clientId"])
		if app == "" {
			app = text(inputs["applicationId"])
		}
		return p.find(ctx, "/servicePrincipals", "appId", app)
	case inputs["preventDuplicateNames"] == true:
		collection, err := kinds[token].collection(inputs)
		if err != nil {
			return nil, err
		}
		name := text(inputs["displayName"])
		found, err := p.find(ctx, collection[len(version):], "displayName", name)
		if err == nil && found != nil {
			err = fmt.Errorf("%s: %q exists already with the object id %s, and preventDuplicateNames is set",
				token, name, text(found["id"]))
		}
		return nil, err
	default:
		return nil, nil
	}
}

// find returns the first object whose property has the value, or nil.
func (p *Provider) find(ctx context.Context, collection, property, value string) (map[string]any, error) {
	escaped := ""
	for _, r := range value {
		if r == '\'' {
			escaped += "'"
		}
		escaped += string(r)
	}
	resp, err := p.client.Do(ctx, arm.Request{
		Method: http.MethodGet, Path: version + collection,
		Query: url.Values{"$filter": {property + " eq '" + escaped + "'"}},
	})
	if err != nil {
		return nil, err
	}
	list, _ := resp.Body["value"].([]any)
	for _, element := range list {
		if object, ok := element.(map[string]any); ok && text(object[property]) == value {
			return object, nil
		}
	}
	return nil, nil
}

// Read gets the object; edits made behind Pulumi's back show in the inputs.
func (p *Provider) Read(
	ctx context.Context, req protocol.ReadRequest,
) (protocol.State, error) {
	k, err := kindOf(req.Type)
	if err != nil {
		return protocol.State{}, err
	}
	object, err := p.get(ctx, req.Type, k, req.ID)
	if arm.IsNotFound(err) {
		return protocol.State{}, nil
	}
	if err != nil {
		return protocol.State{}, fmt.Errorf("reading %s: %w", req.ID, err)
	}
	state := protocol.State{ID: req.ID, Outputs: k.outputs(req.ID, object, req.Inputs)}
	live := fromGraph(k.fields, object)
	if len(req.Inputs) == 0 {
		derived := map[string]any{}
		k.derive(req.ID, object, derived)
		for _, name := range k.extra {
			if value, ok := derived[name]; ok {
				live[name] = value
			}
		}
		state.Inputs = values.Properties(live)
		return state, nil
	}
	before := values.Known(req.Outputs)
	maps.DeleteFunc(before, func(name string, _ any) bool {
		return !slices.ContainsFunc(k.fields, func(f field) bool { return f.name == name })
	})
	seen := values.Observed(values.Known(req.Inputs), before, live, func(string) bool { return true })
	state.Inputs = values.MarkSecrets(values.Properties(seen), req.Inputs)
	return state, nil
}

func (p *Provider) get(ctx context.Context, token string, k kind, id string) (map[string]any, error) {
	path, err := k.path(id)
	if err != nil {
		return nil, err
	}
	if token == groupMember {
		return p.member(ctx, id)
	}
	resp, err := p.client.Do(ctx, arm.Request{Method: http.MethodGet, Path: path})
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// member finds a membership in the group's list, page by page.
func (p *Provider) member(ctx context.Context, id string) (map[string]any, error) {
	groupID, memberID, err := split(id, "member")
	if err != nil {
		return nil, err
	}
	next := version + "/groups/" + groupID + "/members"
	for next != "" {
		resp, err := p.client.Do(ctx, arm.Request{Method: http.MethodGet, Path: next})
		if err != nil {
			return nil, err
		}
		list, _ := resp.Body["value"].([]any)
		for _, element := range list {
			if object, ok := element.(map[string]any); ok && text(object["id"]) == memberID {
				return object, nil
			}
		}
		next = text(resp.Body["@odata.nextLink"])
	}
	return nil, &arm.Error{Method: http.MethodGet, ID: id, Status: http.StatusNotFound, Message: "no such member"}
}

// Update patches what has changed.
func (p *Provider) Update(
	ctx context.Context, req protocol.UpdateRequest,
) (protocol.State, error) {
	k, err := kindOf(req.Type)
	if err != nil {
		return protocol.State{}, err
	}
	if req.Preview {
		outputs := req.OldOutputs.Copy()
		for key, value := range req.NewInputs {
			outputs[key] = value
		}
		return protocol.State{ID: req.ID, Outputs: outputs}, nil
	}
	olds := values.Known(req.OldInputs)
	news, err := values.Plain(req.NewInputs)
	if err != nil {
		return protocol.State{}, fmt.Errorf("%s %s: %w", req.Type, req.Name, err)
	}
	path, err := k.path(req.ID)
	if err != nil {
		return protocol.State{}, err
	}
	if body := k.patch(olds, news); len(body) > 0 {
		if _, err := p.client.Do(ctx, arm.Request{Method: http.MethodPatch, Path: path, Body: body}); err != nil {
			return protocol.State{}, err
		}
	}
	if err := p.relink(ctx, path, k.links, olds, news); err != nil {
		return protocol.State{}, err
	}
	object, err := p.get(ctx, req.Type, k, req.ID)
	if err != nil {
		return protocol.State{}, err
	}
	return protocol.State{ID: req.ID, Outputs: k.outputs(req.ID, object, req.NewInputs)}, nil
}

// patch holds the changed properties; those that were taken away are emptied.
func (k kind) patch(olds, news map[string]any) map[string]any {
	changed := map[string]any{}
	for _, f := range k.fields {
		before, after := olds[f.name], news[f.name]
		switch {
		case after == nil && before != nil:
			changed[f.name] = emptied(before)
		case after != nil && !values.Same(f.name, before, after):
			changed[f.name] = after
		}
	}
	return toGraph(k.fields, changed)
}

func emptied(value any) any {
	switch v := value.(type) {
	case []any:
		return []any{}
	case map[string]any:
		object := map[string]any{}
		for key, inner := range v {
			object[key] = emptied(inner)
		}
		return object
	default:
		return nil
	}
}

// relink adds and removes members and owners.
func (p *Provider) relink(
	ctx context.Context, path string, links []string, olds, news map[string]any,
) error {
	var faults []error
	for _, name := range links {
		before, _ := olds[name].([]any)
		after, _ := news[name].([]any)
		for _, id := range after {
			if !slices.Contains(before, id) {
				_, err := p.client.Do(ctx, arm.Request{
					Method: http.MethodPost, Path: path + "/" + name + "/$ref",
					Body: map[string]any{"@odata.id": p.reference(text(id))},
				})
				faults = append(faults, err)
			}
		}
		for _, id := range before {
			if !slices.Contains(after, id) {
				_, err := p.client.Do(ctx, arm.Request{
					Method: http.MethodDelete, Path: path + "/" + name + "/" + text(id) + "/$ref",
				})
				faults = append(faults, err)
			}
		}
	}
	return errors.Join(faults...)
}

// Delete removes the object, unless it was there before the program.
func (p *Provider) Delete(ctx context.Context, req protocol.DeleteRequest) error {
	k, err := kindOf(req.Type)
	if err != nil {
		return err
	}
	if existing := values.Bare(req.Inputs["useExisting"]); existing.IsBool() && existing.BoolValue() {
		return nil
	}
	path, err := k.path(req.ID)
	if err != nil {
		return err
	}
	if _, err := p.client.Do(ctx, arm.Request{Method: http.MethodDelete, Path: path}); err != nil && !arm.IsNotFound(err) {
		return err
	}
	return nil
}

// foreseen are the outputs in a preview.
func (k kind) foreseen(inputs resource.PropertyMap) resource.PropertyMap {
	outputs := inputs.Copy()
	for _, name := range k.unset {
		if _, ok := outputs[resource.PropertyKey(name)]; !ok {
			outputs[resource.PropertyKey(name)] = resource.MakeComputed(resource.NewStringProperty(""))
		}
	}
	return outputs
}

// outputs are what the engine records of an object: the inputs, what Graph
// says, and what follows from it.
func (k kind) outputs(id string, object map[string]any, inputs resource.PropertyMap) resource.PropertyMap {
	all := values.Known(inputs)
	maps.Copy(all, fromGraph(k.fields, object))
	if k.derive != nil {
		k.derive(id, object, all)
	}
	return values.MarkSecrets(values.Properties(all), inputs)
}
