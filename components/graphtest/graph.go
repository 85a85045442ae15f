// Package graphtest runs a Pulumi program against recording mocks and returns
// what it registered as a graph that tests can walk. It is for tests only.
package graphtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Resource is one registered resource, components included.
type Resource struct {
	// URN identifies the resource within the run.
	URN string
	// Name is the logical name.
	Name string
	// Token is the type token, for example azure-native:storage:StorageAccount.
	Token string
	// ID is the ARM-like id that the mocks gave out; empty for components.
	ID string
	// Inputs are the inputs as registered; secrets stay wrapped.
	Inputs resource.PropertyMap
	// Parent is the parent's URN.
	Parent string
	// Dependencies are the URNs that the resource depends on, be it explicitly
	// or through an input.
	Dependencies []string
	// PropertyDependencies are the URNs by the input that carries them.
	PropertyDependencies map[string][]string
	// IgnoreChanges are the inputs whose changes are ignored.
	IgnoreChanges []string
	// SecretOutputs are the outputs declared secret beyond what the SDK knows.
	SecretOutputs []string
	// Protect tells whether Pulumi refuses to delete the resource.
	Protect bool
	// Custom tells resources of a provider from components.
	Custom bool
}

// Input returns an input by its dotted path, without secret wrappers.
func (r *Resource) Input(path string) (any, bool) {
	var at any = r.Inputs.MapRepl(nil, unwrap)
	for part := range strings.SplitSeq(path, ".") {
		m, ok := at.(map[string]any)
		if !ok {
			return nil, false
		}
		if at, ok = m[part]; !ok {
			return nil, false
		}
	}
	return at, true
}

// Text returns a string input by its dotted path, or "".
func (r *Resource) Text(path string) string {
	v, _ := r.Input(path)
	s, _ := v.(string)
	return s
}

// unwrap makes MapRepl see through secrets.
func unwrap(v resource.PropertyValue) (any, bool) {
	if v.IsSecret() {
		return v.SecretValue().Element.MapRepl(nil, unwrap), true
	}
	return nil, false
}

// Output is one value that the program returned.
type Output struct {
	// Path says where in the program's result the value stands.
	Path string
	// Value is the resolved value.
	Value any
	// Secret tells whether the value is marked as secret.
	Secret bool
	// Dependencies are the URNs of the resources that the value comes from.
	Dependencies []string
}

// Graph is everything that one run registered.
type Graph struct {
	// Resources are the registered resources in the order of their URNs.
	Resources []*Resource
	// Outputs are the leaves of what the program returned, by path.
	Outputs map[string]Output
	// secrets are the credentials that the mocks handed out.
	secrets []string
}

// ByURN returns the resource with the given URN, or nil.
func (g *Graph) ByURN(urn string) *Resource {
	i := slices.IndexFunc(g.Resources, func(r *Resource) bool { return r.URN == urn })
	if i < 0 {
		return nil
	}
	return g.Resources[i]
}

// ByName returns the only resource with the given logical name, or an error.
func (g *Graph) ByName(name string) (*Resource, error) {
	var found []*Resource
	for _, r := range g.Resources {
		if r.Name == name {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%d resources are named %q, not one", len(found), name)
	}
	return found[0], nil
}

// ByToken returns the resources with the given type token. A version in the
// token's module is ignored, so that "azure-native:network:PrivateEndpoint"
// finds those of "azure-native:network/v20210201:PrivateEndpoint".
func (g *Graph) ByToken(token string) []*Resource {
	var found []*Resource
	for _, r := range g.Resources {
		if Unversioned(r.Token) == token {
			found = append(found, r)
		}
	}
	return found
}

// Custom returns the resources that belong to a provider.
func (g *Graph) Custom() []*Resource {
	var found []*Resource
	for _, r := range g.Resources {
		if r.Custom {
			found = append(found, r)
		}
	}
	return found
}

// DependsOn tells whether one resource depends on another, directly or
// through others.
func (g *Graph) DependsOn(from, to *Resource) bool {
	seen := map[string]bool{}
	next := slices.Clone(from.Dependencies)
	for len(next) > 0 {
		urn := next[0]
		next = next[1:]
		if urn == to.URN {
			return true
		}
		if seen[urn] {
			continue
		}
		seen[urn] = true
		if r := g.ByURN(urn); r != nil {
			next = append(next, r.Dependencies...)
		}
	}
	return false
}

// Unversioned strips the API version from a token's module.
func Unversioned(token string) string {
	parts := strings.SplitN(token, ":", 3)
	if len(parts) != 3 {
		return token
	}
	module, _, _ := strings.Cut(parts[1], "/")
	return parts[0] + ":" + module + ":" + parts[2]
}

// redact hides what is marked as secret from MapRepl.
func redact(v resource.PropertyValue) (any, bool) {
	if v.IsSecret() {
		return "<secret>", true
	}
	return nil, false
}
