package graphtest

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
)

// Project and StackName are what the program sees as its project and stack.
const (
	Project   = "tandem"
	StackName = "graph"
)

// Program builds resources and returns what a caller would read from them: a
// struct, a map or an output. Its leaves end up in [Graph.Outputs].
type Program func(ctx *pulumi.Context) (any, error)

// Option changes how a program is run.
type Option func(*recorder)

// WithOutputs adds outputs to a resource as the provider would fill them in,
// after the mocks' own.
func WithOutputs(fill func(token, name string, inputs resource.PropertyMap) resource.PropertyMap) Option {
	return func(r *recorder) { r.fill = fill }
}

// WithInvoke answers the invokes that the mocks do not know.
func WithInvoke(answer func(token string, args resource.PropertyMap) (resource.PropertyMap, error)) Option {
	return func(r *recorder) { r.answer = answer }
}

// WithPreview runs the program as a preview.
func WithPreview() Option {
	return func(r *recorder) { r.preview = true }
}

// Run runs the program and returns what it registered. The graph is returned
// with an error, too, so that a test can see that a refusal registered nothing.
func Run(program Program, options ...Option) (*Graph, error) {
	rec := &recorder{}
	for _, option := range options {
		option(rec)
	}
	var mu sync.Mutex
	outputs := map[string]Output{}
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		result, err := program(ctx)
		if err != nil {
			return err
		}
		w := walker{ctx: ctx.Context(), outputs: map[string]Output{}}
		if err := w.walk("", reflect.ValueOf(result)); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		maps.Copy(outputs, w.outputs)
		return nil
	}, pulumi.WithMocks(Project, StackName, rec), func(info *pulumi.RunInfo) { info.DryRun = rec.preview })

	g := &Graph{Outputs: outputs, Resources: rec.resources, secrets: rec.secrets}
	sort.Slice(g.Resources, func(i, j int) bool { return g.Resources[i].URN < g.Resources[j].URN })
	return g, err
}

// recorder is the resource monitor that keeps what it is asked for.
type recorder struct {
	fill    func(token, name string, inputs resource.PropertyMap) resource.PropertyMap
	answer  func(token string, args resource.PropertyMap) (resource.PropertyMap, error)
	preview bool

	mu        sync.Mutex
	resources []*Resource
	secrets   []string
}

// NewResource records one registration and answers like a provider.
func (r *recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	if args.ReadRPC != nil { // looked up, not registered
		state := args.Inputs.Copy()
		if r.fill != nil {
			maps.Copy(state, r.fill(args.TypeToken, args.Name, args.Inputs))
		}
		return args.ID, state, nil
	}
	rec := &Resource{
		Name: args.Name, Token: args.TypeToken, Inputs: args.Inputs, Custom: args.Custom,
	}
	if rpc := args.RegisterRPC; rpc != nil {
		rec.Parent = rpc.GetParent()
		rec.Protect = rpc.GetProtect()
		rec.Dependencies = rpc.GetDependencies()
		rec.IgnoreChanges = rpc.GetIgnoreChanges()
		rec.SecretOutputs = rpc.GetAdditionalSecretOutputs()
		rec.PropertyDependencies = map[string][]string{}
		for property, deps := range rpc.GetPropertyDependencies() {
			rec.PropertyDependencies[property] = deps.GetUrns()
		}
	}
	rec.URN = urn(rec.Parent, rec.Token, rec.Name)
	state := resource.PropertyMap{}
	if args.Custom {
		rec.ID = resourceID(args)
		state = provided(args.TypeToken, args.Inputs, rec.ID)
		if r.fill != nil {
			maps.Copy(state, r.fill(args.TypeToken, args.Name, args.Inputs))
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.ContainsFunc(r.resources, func(o *Resource) bool { return o.URN == rec.URN }) {
		return "", nil, fmt.Errorf("duplicate resource %s", rec.URN)
	}
	r.resources = append(r.resources, rec)
	r.secrets = append(r.secrets, handedOut(state)...)
	return rec.ID, state, nil
}

// Call answers invokes.
func (r *recorder) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	switch args.Token {
	case "azure-native:authorization:getClientConfig", "azuread:index/getClientConfig:getClientConfig":
		return resource.NewPropertyMapFromMap(map[string]any{
			"clientId": ClientID, "objectId": ObjectID, "subscriptionId": SubscriptionID, "tenantId": TenantID,
		}), nil
	}
	if r.answer != nil {
		return r.answer(args.Token, args.Args)
	}
	return nil, fmt.Errorf("the mocks know no invoke %s: answer it with WithInvoke", args.Token)
}

// urn builds a resource's URN the way the mock monitor does.
func urn(parent, token, name string) string {
	parentType := ""
	if p := resource.URN(parent); p != "" && p.QualifiedType() != resource.RootStackType {
		parentType = string(p.QualifiedType()) + "$"
	}
	return "urn:pulumi:" + StackName + "::" + Project + "::" + parentType + token + "::" + name
}

// walker resolves every output that it finds in a value.
type walker struct {
	ctx     context.Context
	outputs map[string]Output
}

// walk visits one value.
func (w walker) walk(path string, v reflect.Value) error {
	if !v.IsValid() {
		return nil
	}
	if v.CanInterface() {
		if out, ok := v.Interface().(pulumi.Output); ok {
			return w.await(path, out)
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return w.walk(path, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() || field.Anonymous {
				continue
			}
			if err := w.walk(join(path, field.Name), v.Field(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if err := w.walk(join(path, fmt.Sprint(key)), v.MapIndex(key)); err != nil {
				return err
			}
		}
	default:
		if v.CanInterface() {
			w.outputs[path] = Output{Path: path, Value: v.Interface()}
		}
	}
	return nil
}

// await resolves one output. An output field that was left out is an error,
// since the engine would never resolve it.
func (w walker) await(path string, out pulumi.Output) error {
	if v := reflect.ValueOf(out); v.Kind() == reflect.Struct && v.NumField() > 0 && v.Field(0).IsZero() {
		return fmt.Errorf("output %s was never set", path)
	}
	result, err := internals.UnsafeAwaitOutput(w.ctx, out)
	if err != nil {
		return fmt.Errorf("output %s: %w", path, err)
	}
	o := Output{Path: path, Value: result.Value, Secret: result.Secret}
	for _, dep := range result.Dependencies {
		u, err := internals.UnsafeAwaitOutput(w.ctx, dep.URN())
		if err != nil {
			return fmt.Errorf("output %s: %w", path, err)
		}
		o.Dependencies = append(o.Dependencies, fmt.Sprint(u.Value))
	}
	w.outputs[path] = o
	return nil
}

// join appends a step to a path.
func join(path, step string) string {
	return strings.TrimPrefix(path+"."+step, ".")
}
