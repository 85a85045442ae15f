// Package ruletest holds rules to their fixtures: small graphs in YAML that say
// which resources violate the rule, by name, and at which property.
//
// A fixture is a file in the folder of its rule; its name begins with what it
// shows: good, bad, absent (a property is not set) or unknown (a property is
// not computed yet). In properties, !unknown stands for a value that is not
// known yet, !secret before a value makes it secret, and !sealed stands for a
// secret that an export does not open.
package ruletest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Place is where a finding is expected: a resource's name and the property's
// path, in which items of a list without a name stand as [].
type Place struct {
	Resource string `yaml:"resource"`
	Path     string `yaml:"path"`
}

// Fixture is one graph and what a rule has to say of it.
type Fixture struct {
	Class     rule.Class     `yaml:"class"`
	Params    map[string]any `yaml:"params"`
	Resources []resource     `yaml:"resources"`
	// Violated and Waits are all the violations and all the values that the
	// rule waits for.
	Violated []Place `yaml:"violated"`
	Waits    []Place `yaml:"waits"`
	// Decided says of an unknown fixture that the rule waits for nothing: what
	// it judges is no property.
	Decided bool `yaml:"decided"`

	// properties are those of the resources, as trees that nobody changes.
	properties []any
	urns       map[string]string // by name
}

type resource struct {
	Name    string    `yaml:"name"`
	Type    string    `yaml:"type"`
	Stack   string    `yaml:"stack"`
	ID      string    `yaml:"id"`
	Parent  string    `yaml:"parent"` // name of another resource
	Protect bool      `yaml:"protect"`
	Props   yaml.Node `yaml:"props"`
	// DependsOn says for a property that is not known yet which resources, by
	// name, it comes from.
	DependsOn map[string][]string `yaml:"dependsOn"`
}

// loaded holds what was made of files, by their contents: many tests load the same.
var loaded sync.Map

// Load reads a fixture. Keys that it does not know are errors.
func Load(file string) (*Fixture, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	made, known := loaded.Load(string(raw))
	if !known {
		if made, err = parse(file, raw); err != nil {
			return nil, err
		}
		loaded.Store(string(raw), made)
	}
	f, _ := made.(Fixture)
	f.Params = maps.Clone(f.Params)
	return &f, nil
}

func parse(file string, raw []byte) (f Fixture, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	if err := decoder.Decode(&f); err != nil {
		return f, fmt.Errorf("%s: %w", file, err)
	}
	if len(f.Resources) == 0 {
		return f, fmt.Errorf("%s: it has no resources", file)
	}
	if f.urns, err = urnsOf(f.Resources); err != nil {
		return f, fmt.Errorf("%s: %w", file, err)
	}
	for i := range f.Resources {
		r := &f.Resources[i]
		props, err := value(&r.Props)
		if err != nil {
			return f, fmt.Errorf("%s: resource %s: %w", file, r.Name, err)
		}
		f.properties = append(f.properties, props)
		r.Props = yaml.Node{}
	}
	return f, nil
}

// graph makes the graph of the fixture; reversed turns every list around,
// those in properties and the resources themselves.
func (f *Fixture) graph(reversed, whole bool) (*rule.Graph, error) {
	all := make([]*rule.Resource, 0, len(f.Resources))
	for i, r := range f.Resources {
		object, ok := copied(f.properties[i], reversed).(map[string]any)
		if !ok {
			object = map[string]any{}
		}
		made := &rule.Resource{URN: f.urns[r.Name], Name: r.Name, Type: rule.Token(r.Type), ID: r.ID, Parent: f.urns[r.Parent],
			Custom: strings.HasPrefix(r.Type, "azure"), Protect: r.Protect, Props: object, PropertyDependencies: map[string][]string{}}
		for property, names := range r.DependsOn {
			for _, name := range names {
				if f.urns[name] == "" {
					return nil, fmt.Errorf("resource %s depends on %s, which is not there", r.Name, name)
				}
				made.PropertyDependencies[property] = append(made.PropertyDependencies[property], f.urns[name])
				made.Dependencies = append(made.Dependencies, f.urns[name])
			}
		}
		all = append(all, made)
	}
	if reversed {
		reverse(all)
	}
	return rule.NewGraph(all, whole), nil
}

func urnsOf(resources []resource) (map[string]string, error) {
	urns := map[string]string{}
	for _, r := range resources {
		if r.Name == "" || urns[r.Name] != "" {
			return nil, fmt.Errorf("resource name %q is empty or stands twice", r.Name)
		}
		stack := r.Stack
		if stack == "" {
			stack = "fixture"
		}
		urns[r.Name] = "urn:pulumi:" + stack + "::tandem::" + r.Type + "::" + r.Name
	}
	return urns, nil
}

func reverse[T any](list []T) {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
}

// copied is a tree that shares nothing with another one; reversed turns every list
// around.
func copied(tree any, reversed bool) any {
	switch v := tree.(type) {
	case map[string]any:
		members := make(map[string]any, len(v))
		for name, member := range v {
			members[name] = copied(member, reversed)
		}
		return members
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = copied(item, reversed)
		}
		if reversed {
			reverse(list)
		}
		return list
	case rule.Secret:
		return rule.Secret{Value: copied(v.Value, reversed)}
	}
	return tree
}

// value makes the tree that rules read of a YAML node.
func value(n *yaml.Node) (any, error) {
	if n.Tag == "!unknown" {
		return rule.Unknown{}, nil
	}
	if n.Tag == "!sealed" {
		return rule.Secret{Value: rule.Unknown{}}, nil
	}
	if n.Tag == "!secret" {
		inner := *n
		inner.Tag, inner.Style = "", 0
		v, err := value(&inner)
		return rule.Secret{Value: v}, err
	}
	switch n.Kind {
	case 0:
		return nil, nil
	case yaml.AliasNode:
		return value(n.Alias)
	case yaml.MappingNode:
		return object(n)
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			v, err := value(item)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.ScalarNode:
		return scalar(n)
	}
	return nil, errors.New("a YAML node of no use here")
}

func object(n *yaml.Node) (any, error) {
	members := map[string]any{}
	for i := 0; i < len(n.Content); i += 2 {
		v, err := value(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		if n.Content[i].Value == "<<" { // a merged anchor
			if merged, ok := v.(map[string]any); ok {
				for name, member := range merged {
					if _, set := members[name]; !set {
						members[name] = member
					}
				}
				continue
			}
		}
		members[n.Content[i].Value] = v
	}
	return members, nil
}

func scalar(n *yaml.Node) (any, error) {
	var v any
	if err := n.Decode(&v); err != nil {
		return nil, err
	}
	if i, ok := v.(int); ok {
		return float64(i), nil
	}
	switch v.(type) {
	case nil, bool, float64, string:
		return v, nil
	}
	return n.Value, nil // a date stays the text that it is
}
