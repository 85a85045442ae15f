package main

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/tandem-platform/tandem/internal/azapi"
)

// mapper finds for every property of the SDK its place in ARM.
type mapper struct {
	in       tokens
	library  *azapi.Library
	sdk      *packages
	doc      document
	memo     map[string]int
	ids      map[*azapi.Node]int
	used     map[string]bool // renames
	unplaced []string
}

func newMapper(in tokens, library *azapi.Library, sdk *packages) *mapper {
	m := &mapper{in: in, library: library, sdk: sdk, memo: map[string]int{}, ids: map[*azapi.Node]int{}, used: map[string]bool{}}
	m.doc = document{Format: 1, Source: azapi.Module + "@" + azapi.Version, Resources: map[string]described{}, Functions: map[string]function{}}
	m.doc.Nodes = []node{{Kind: "v"}} // number 0: a value that passes as it is
	for _, f := range in.Functions {
		m.doc.Functions[f.Token] = f
	}
	return m
}

// scope is where a struct is being mapped.
type scope struct {
	pkg    *pkg
	module string
	token  string
	input  bool
}

func (m *mapper) resource(r resource) error {
	p, err := m.sdk.of(r)
	if err != nil {
		return err
	}
	if err := p.load(r.name()); err != nil {
		return err
	}
	body, err := m.body(r)
	if err != nil {
		return err
	}
	args := p.structName(lowerFirst(r.name()) + "Args")
	d := described{Type: r.Type, Version: r.Version, Path: r.Path, Auto: r.Auto, Force: r.Force}
	inputs, err := p.properties(args)
	if err != nil {
		return err
	}
	for _, f := range inputs {
		if query, ok := m.in.Query[r.module()+":"+r.name()+"."+f.name]; ok {
			d.Query = append(d.Query, query)
		}
	}
	byGoName := map[string]string{}
	for _, f := range inputs {
		byGoName[strings.ToLower(f.name)] = f.name
	}
	for _, name := range p.checked[r.name()] {
		if property, ok := byGoName[strings.ToLower(name)]; ok && !strings.Contains(r.Path, "{"+property+"}") {
			d.Required = append(d.Required, property)
		}
	}
	sort.Strings(d.Required)
	location, ok := body.Properties["location"]
	_, has := byGoName["location"]
	d.Location = ok && has && location.Flags.Has(azapi.Required)
	d.Properties = body.Properties["properties"].Flags.Has(azapi.Required)
	input := scope{pkg: p, module: r.module(), token: r.Token, input: true}
	var inputErr, outputErr error
	d.In, inputErr = m.top(input, r, args, body)
	output := input
	output.input = false
	d.Out, outputErr = m.top(output, r, r.name(), body)
	m.doc.Resources[r.Token] = d
	return errors.Join(inputErr, outputErr)
}

// body is the ARM type of a resource; of named configurations the one that the
// path names, of record sets any, since all are one to the SDK.
func (m *mapper) body(r resource) (*azapi.Node, error) {
	found, err := m.library.Resource(r.Type + "@" + r.Version)
	if err != nil {
		return nil, err
	}
	if found.Body.Kind != azapi.Choice {
		return found.Body, nil
	}
	last := r.Path[strings.LastIndexByte(r.Path, '/')+1:]
	for name, choice := range found.Body.Choices {
		if strings.EqualFold(name, last) {
			return choice, nil
		}
	}
	return nil, fmt.Errorf("ARM type %s has no shape for the name %s", r.Type, last)
}

// top maps the struct of a resource's inputs or outputs.
func (m *mapper) top(s scope, r resource, name string, body *azapi.Node) (int, error) {
	fields, err := s.pkg.properties(name)
	if err != nil {
		return 0, err
	}
	out := node{Kind: "o", Fields: map[string]place{}}
	index := m.reserve()
	var faults []error
	for _, f := range fields {
		key := s.module + ":" + r.name() + "." + f.name
		_, query := m.in.Query[key]
		onPath := s.input && strings.Contains(r.Path, "{"+f.name+"}")
		_, renamed := m.in.Renames[key]
		switch {
		case query:
			out.Fields[f.name] = place{Drop: true}
		case onPath && !renamed:
			out.Fields[f.name] = place{Drop: true}
		case s.input && (f.name == "id" || f.name == "type"):
			out.Fields[f.name] = place{Drop: true}
		default:
			p, err := m.field(s, r.name(), f, body)
			if err != nil {
				faults = append(faults, err)
			}
			out.Fields[f.name] = p
		}
	}
	m.doc.Nodes[index] = out
	return index, errors.Join(faults...)
}

func (m *mapper) reserve() int {
	m.doc.Nodes = append(m.doc.Nodes, node{})
	return len(m.doc.Nodes) - 1
}

// field finds the place of one property in an object and maps its value.
func (m *mapper) field(s scope, owner string, f field, object *azapi.Node) (place, error) {
	path, found := m.find(s, owner, f.name, object)
	if found == nil {
		if s.input {
			return place{}, fmt.Errorf("input %s.%s has no place in the ARM type", owner, f.name)
		}
		m.unplaced = append(m.unplaced, s.token+": "+owner+"."+f.name)
		return place{}, nil
	}
	index, err := m.value(s, f.shape, found.Type)
	p := place{Node: index, Secret: found.Type.Sensitive || found.Flags.Has(azapi.WriteOnly), ReadOnly: s.input && found.Flags.Has(azapi.ReadOnly)}
	if path != f.name {
		p.Path = path
	}
	return p, err
}

// find looks a property up: renamed, directly, under properties, and in both
// once more without regard to case.
func (m *mapper) find(s scope, owner, name string, object *azapi.Node) (string, *azapi.Property) {
	key := s.module + ":" + strings.TrimSuffix(owner, "Response") + "." + name
	path, renamed := m.in.Renames[key]
	if inputOnly, ok := m.in.InputRenames[key]; ok && s.input {
		path, renamed = inputOnly, true
	}
	if renamed {
		m.used[key] = true
		if p := follow(object, path); p != nil {
			return path, p
		}
	}
	direct := members(object)
	nested := map[string]azapi.Property{}
	if inner, ok := direct["properties"]; ok {
		nested = members(inner.Type)
	}
	if p, ok := direct[name]; ok {
		return name, &p
	}
	if p, ok := nested[name]; ok {
		return "properties/" + name, &p
	}
	for candidate, p := range direct {
		if strings.EqualFold(candidate, name) {
			return candidate, &p
		}
	}
	for candidate, p := range nested {
		if strings.EqualFold(candidate, name) {
			return "properties/" + candidate, &p
		}
	}
	return "", nil
}

func follow(object *azapi.Node, path string) *azapi.Property {
	var p azapi.Property
	for _, name := range strings.Split(path, "/") {
		var ok bool
		if object == nil {
			return nil
		}
		if p, ok = members(object)[name]; !ok {
			return nil
		}
		object = p.Type
	}
	return &p
}

// members are the properties of an object; of a choice those of all its shapes.
func members(n *azapi.Node) map[string]azapi.Property {
	if n.Kind != azapi.Choice {
		return n.Properties
	}
	all := map[string]azapi.Property{}
	for name, p := range n.Properties {
		all[name] = p
	}
	for _, value := range sortedKeys(n.Choices) {
		for name, p := range n.Choices[value].Properties {
			if _, ok := all[name]; !ok {
				all[name] = p
			}
		}
	}
	return all
}

// value maps the value of a property.
func (m *mapper) value(s scope, sdk shape, arm *azapi.Node) (int, error) {
	switch sdk.kind {
	case 's':
		return m.object(s, sdk.name, arm)
	case 'l':
		return m.list(s, sdk, arm)
	case 'm':
		item := arm.Additional
		if item == nil {
			return 0, nil
		}
		index, err := m.value(s, *sdk.item, item)
		if err != nil || index == 0 {
			return 0, err
		}
		return m.wrap("m", index), nil
	case 'a':
		return m.derived(s, arm), nil
	}
	return 0, nil
}

func (m *mapper) list(s scope, sdk shape, arm *azapi.Node) (int, error) {
	if arm.Kind == azapi.Object && sdk.item.kind == 'v' {
		return m.wrap("s", 0), nil // a set of strings is a map of empty objects to ARM
	}
	if arm.Kind != azapi.Array {
		return 0, nil
	}
	index, err := m.value(s, *sdk.item, arm.Item)
	if err != nil || index == 0 {
		return 0, err
	}
	return m.wrap("l", index), nil
}

// wrap is a list or map of a node, or a set.
func (m *mapper) wrap(kind string, item int) int {
	key := fmt.Sprint(kind, item)
	if have, ok := m.memo[key]; ok {
		return have
	}
	index := m.reserve()
	m.doc.Nodes[index] = node{Kind: kind, Item: item}
	m.memo[key] = index
	return index
}

// object maps a nested struct.
func (m *mapper) object(s scope, name string, arm *azapi.Node) (int, error) {
	if arm.Kind != azapi.Object && arm.Kind != azapi.Choice {
		return 0, nil
	}
	key := fmt.Sprintf("%s %s %d %t", s.pkg.dir, name, m.id(arm), s.input)
	if have, ok := m.memo[key]; ok {
		return have, nil
	}
	index := m.reserve()
	m.memo[key] = index // before its parts: structs may hold themselves
	fields, err := s.pkg.properties(name)
	if err != nil {
		return 0, err
	}
	out := node{Kind: "o", Fields: map[string]place{}}
	var faults []error
	for _, f := range fields {
		p, err := m.field(s, name, f, arm)
		if err != nil {
			faults = append(faults, err)
		}
		out.Fields[f.name] = p
	}
	m.doc.Nodes[index] = out
	return index, errors.Join(faults...)
}

func (m *mapper) id(n *azapi.Node) int {
	if _, ok := m.ids[n]; !ok {
		m.ids[n] = len(m.ids)
	}
	return m.ids[n]
}

// unusedRenames reports renames that met no property.
func (m *mapper) unusedRenames() error {
	var faults []error
	for _, table := range []map[string]string{m.in.Renames, m.in.InputRenames} {
		for _, key := range sortedKeys(table) {
			if !m.used[key] {
				faults = append(faults, fmt.Errorf("tokens.json: the rename of %s meets no property", key))
			}
		}
	}
	return errors.Join(faults...)
}

func sortedKeys[V any](table map[string]V) []string {
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
