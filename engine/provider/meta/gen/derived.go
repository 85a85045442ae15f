package main

import (
	"fmt"
	"strings"

	"github.com/tandem-platform/tandem/internal/azapi"
)

// derived maps what the SDK leaves untyped by ARM's type alone: objects of
// which one property decides the shape.
func (m *mapper) derived(s scope, arm *azapi.Node) int {
	switch arm.Kind {
	case azapi.Array:
		if item := m.derived(s, arm.Item); item != 0 {
			return m.wrap("l", item)
		}
	case azapi.Choice:
		key := fmt.Sprintf("choice %d", m.id(arm))
		if have, ok := m.memo[key]; ok {
			return have
		}
		index := m.reserve()
		m.memo[key] = index
		out := node{Kind: "u", Discriminator: arm.Discriminator, Selector: propertyName(arm.Discriminator), Choices: map[string]int{}}
		for _, value := range sortedKeys(arm.Choices) {
			out.Choices[value] = m.derivedObject(s, arm.Choices[value], arm.Properties)
		}
		m.doc.Nodes[index] = out
		return index
	case azapi.Object:
		if len(arm.Properties) > 0 {
			return m.derivedObject(s, arm, nil)
		}
	}
	return 0
}

func (m *mapper) derivedObject(s scope, arm *azapi.Node, base map[string]azapi.Property) int {
	key := fmt.Sprintf("derived %d", m.id(arm))
	if have, ok := m.memo[key]; ok {
		return have
	}
	index := m.reserve()
	m.memo[key] = index
	out := node{Kind: "o", Fields: map[string]place{}, Open: arm.Additional != nil}
	for _, properties := range []map[string]azapi.Property{base, arm.Properties} {
		for _, name := range sortedKeys(properties) {
			p := place{Node: m.derived(s, properties[name].Type)}
			if sdk := propertyName(name); sdk != name {
				p.Path = name
				out.Fields[sdk] = p
			} else {
				out.Fields[name] = p
			}
		}
	}
	m.doc.Nodes[index] = out
	return index
}

// propertyName is what Pulumi calls an ARM property: odata.type is odataType.
func propertyName(arm string) string {
	parts := strings.Split(strings.TrimPrefix(arm, "@"), ".")
	for i := 1; i < len(parts); i++ {
		if parts[i] != "" {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return lowerFirst(strings.Join(parts, ""))
}
