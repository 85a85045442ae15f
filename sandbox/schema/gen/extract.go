package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/tandem-platform/tandem/internal/azapi"
)

// The form of the written file. Package schema declares the reading side.
type document struct {
	Format int              `json:"format"`
	Source string           `json:"source"`
	Types  map[string][]int `json:"types"` // type@version -> node, scope bits
	Nodes  []node           `json:"nodes"`
}

type node struct {
	Kind          string            `json:"k"`
	Properties    map[string][2]int `json:"p,omitempty"` // name -> node, flags
	Additional    *int              `json:"a,omitempty"`
	Item          *int              `json:"i,omitempty"`
	Elements      []int             `json:"e,omitempty"`
	Choices       map[string]int    `json:"c,omitempty"`
	Discriminator string            `json:"d,omitempty"`
	Value         string            `json:"v,omitempty"`
	Pattern       string            `json:"r,omitempty"`
	MinLength     *int              `json:"ml,omitempty"`
	MaxLength     *int              `json:"xl,omitempty"`
	Min           *int              `json:"m,omitempty"`
	Max           *int              `json:"x,omitempty"`
	Sensitive     bool              `json:"s,omitempty"`
}

// extract condenses the types into the packed document. The bytes depend on
// nothing but the types and the keys.
func extract(library *azapi.Library, keys []string) ([]byte, error) {
	keys = slices.Sorted(slices.Values(keys))
	var resources []*azapi.Resource
	var faults []error
	for _, key := range keys {
		r, err := library.Resource(key)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		r.Key = key // the specifications of one type differ in case
		resources = append(resources, r)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	doc := document{Format: 1, Source: azapi.Module + "@" + azapi.Version, Types: map[string][]int{}}
	graph := collect(resources)
	class := graph.classes()
	doc.Nodes = graph.write(class)
	for _, r := range resources {
		doc.Types[r.Key] = []int{class[graph.position[r.Body]], r.Scope}
	}
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	return pack(raw)
}

// listed checks that azapi has the keys, and writes them in the same case.
func listed(library *azapi.Library, keys []string) error {
	var faults []error
	for _, key := range keys {
		r, err := library.Resource(key)
		if err != nil {
			faults = append(faults, err)
		} else if r.Key != key {
			faults = append(faults, fmt.Errorf("types.txt writes %s, azapi writes %s", key, r.Key))
		}
	}
	return errors.Join(faults...)
}

// others lists the further api-versions of the types that keys name.
func others(library *azapi.Library, keys []string) []string {
	known, further := map[string]bool{}, map[string]bool{}
	for _, key := range keys {
		known[strings.ToLower(key)] = true
	}
	for _, key := range keys {
		name, _, _ := strings.Cut(key, "@")
		for _, version := range library.Versions(name) {
			if other := name + "@" + version; !known[strings.ToLower(other)] {
				further[other] = true
			}
		}
	}
	return sorted(further)
}

func pack(raw []byte) ([]byte, error) {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// graph is all nodes that the resources reach, in an order that depends on
// the resources alone.
type graph struct {
	nodes    []*azapi.Node
	position map[*azapi.Node]int
}

func collect(resources []*azapi.Resource) *graph {
	g := &graph{position: map[*azapi.Node]int{}}
	for _, r := range resources {
		g.visit(r.Body)
	}
	return g
}

func (g *graph) visit(n *azapi.Node) {
	if _, seen := g.position[n]; seen {
		return
	}
	g.position[n] = len(g.nodes)
	g.nodes = append(g.nodes, n)
	for _, part := range parts(n) {
		g.visit(part)
	}
}

// parts lists the nodes that a node refers to, in a fixed order.
func parts(n *azapi.Node) []*azapi.Node {
	var list []*azapi.Node
	for _, name := range sorted(n.Properties) {
		list = append(list, n.Properties[name].Type)
	}
	if n.Additional != nil {
		list = append(list, n.Additional)
	}
	if n.Item != nil {
		list = append(list, n.Item)
	}
	list = append(list, n.Elements...)
	for _, value := range sorted(n.Choices) {
		list = append(list, n.Choices[value])
	}
	return list
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// classes gives nodes that describe the same values the same number, types
// that refer to themselves included: start with what each node says of itself
// and split by the classes of its parts until nothing splits any more.
func (g *graph) classes() []int {
	class := g.number(func(i int) string { return own(g.nodes[i]) })
	for count := 0; ; {
		next := g.number(func(i int) string {
			var key strings.Builder
			fmt.Fprint(&key, class[i])
			for _, part := range parts(g.nodes[i]) {
				fmt.Fprint(&key, ",", class[g.position[part]])
			}
			return key.String()
		})
		distinct := 0
		for _, c := range next {
			distinct = max(distinct, c+1)
		}
		if distinct == count {
			return next
		}
		class, count = next, distinct
	}
}

func (g *graph) number(key func(int) string) []int {
	numbers := map[string]int{}
	class := make([]int, len(g.nodes))
	for i := range g.nodes {
		k := key(i)
		if _, ok := numbers[k]; !ok {
			numbers[k] = len(numbers)
		}
		class[i] = numbers[k]
	}
	return class
}

// own is what a node says without its parts.
func own(n *azapi.Node) string {
	plain := node{Kind: string(n.Kind), Discriminator: n.Discriminator, Value: n.Value, Pattern: n.Pattern,
		MinLength: n.MinLength, MaxLength: n.MaxLength, Min: n.Min, Max: n.Max, Sensitive: n.Sensitive}
	plain.Properties, plain.Choices = map[string][2]int{}, map[string]int{}
	for name, p := range n.Properties {
		plain.Properties[name] = [2]int{0, int(p.Flags)}
	}
	for value := range n.Choices {
		plain.Choices[value] = 0
	}
	raw, err := json.Marshal(plain)
	if err != nil {
		panic(fmt.Sprintf("a node of plain values does not marshal: %v", err))
	}
	return fmt.Sprintf("%s %t %t %d", raw, n.Additional != nil, n.Item != nil, len(n.Elements))
}

func (g *graph) write(class []int) []node {
	var nodes []node
	for i, n := range g.nodes {
		if class[i] < len(nodes) {
			continue
		}
		nodes = append(nodes, g.condense(n, class))
	}
	return nodes
}

func (g *graph) condense(n *azapi.Node, class []int) node {
	at := func(part *azapi.Node) int { return class[g.position[part]] }
	ref := func(part *azapi.Node) *int {
		if part == nil {
			return nil
		}
		index := at(part)
		return &index
	}
	out := node{Kind: string(n.Kind[0:2]), Discriminator: n.Discriminator, Value: n.Value, Pattern: n.Pattern,
		MinLength: n.MinLength, MaxLength: n.MaxLength, Min: n.Min, Max: n.Max, Sensitive: n.Sensitive,
		Additional: ref(n.Additional), Item: ref(n.Item)}
	for _, element := range n.Elements {
		out.Elements = append(out.Elements, at(element))
	}
	for name, p := range n.Properties {
		if out.Properties == nil {
			out.Properties = map[string][2]int{}
		}
		out.Properties[name] = [2]int{at(p.Type), int(p.Flags)}
	}
	for value, choice := range n.Choices {
		if out.Choices == nil {
			out.Choices = map[string]int{}
		}
		out.Choices[value] = at(choice)
	}
	return out
}
