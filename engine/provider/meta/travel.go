package meta

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Body is the ARM request body of the inputs. Names that the type does not
// have are an error each; names that begin with __ are the engine's own and
// left out.
func (r *Resource) Body(inputs map[string]any) (map[string]any, error) {
	if r.generic {
		return genericBody(inputs), nil
	}
	var faults []error
	body := r.in().toARM(inputs, "", &faults)
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("%s: %w", r.token, err)
	}
	if _, ok := body["properties"]; !ok && r.properties {
		body["properties"] = map[string]any{}
	}
	return body, nil
}

func (n *node) toARM(object map[string]any, path string, faults *[]error) map[string]any {
	out := make(map[string]any, len(object))
	for _, name := range sortedKeys(object) {
		value := object[name]
		p, ok := n.fields[name]
		switch {
		case value == nil || strings.HasPrefix(name, "__"):
		case ok && p.drop:
		case ok:
			put(out, p.path, p.node.valueToARM(value, join(path, name), faults))
		case n.open:
			out[name] = clone(value)
		default:
			*faults = append(*faults, fmt.Errorf("there is no property %s", join(path, name)))
		}
	}
	return out
}

func (n *node) valueToARM(value any, path string, faults *[]error) any {
	switch v := value.(type) {
	case map[string]any:
		switch n.kind {
		case 'o':
			return n.toARM(v, path, faults)
		case 'u':
			if choice := n.chosen(v, n.selector); choice != nil {
				return choice.toARM(v, path, faults)
			}
		case 'm':
			out := make(map[string]any, len(v))
			for name, element := range v {
				out[name] = n.item.valueToARM(element, join(path, name), faults)
			}
			return out
		}
	case []any:
		switch n.kind {
		case 'l':
			out := make([]any, len(v))
			for i, element := range v {
				out[i] = n.item.valueToARM(element, fmt.Sprintf("%s[%d]", path, i), faults)
			}
			return out
		case 's':
			out := map[string]any{}
			for _, element := range v {
				if name, ok := element.(string); ok {
					out[name] = map[string]any{}
				}
			}
			return out
		}
	}
	return clone(value)
}

// chosen is the shape that a discriminator's value decides.
func (n *node) chosen(object map[string]any, discriminator string) *node {
	value, _ := object[discriminator].(string)
	return n.choices[value]
}

// Outputs are a resource's outputs by what ARM answered, id left out.
func (r *Resource) Outputs(body map[string]any) map[string]any {
	if r.generic {
		return genericOutputs(body)
	}
	return r.out().fromARM(body)
}

func (n *node) fromARM(body map[string]any) map[string]any {
	out := map[string]any{}
	for name, p := range n.fields {
		if p.drop {
			continue
		}
		if value, ok := get(body, p.path); ok && value != nil {
			out[name] = p.node.valueFromARM(value)
		}
	}
	if n.open {
		known := map[string]bool{}
		for _, p := range n.fields {
			known[p.path[0]] = true
		}
		for name, value := range body {
			if !known[name] {
				out[name] = clone(value)
			}
		}
	}
	return out
}

func (n *node) valueFromARM(value any) any {
	return n.each(value, n.discriminator, (*node).fromARM, (*node).valueFromARM)
}

// each translates a value by what the node says it is: objects by object, also
// the one that selector chooses of several, and elements by element.
func (n *node) each(value any, selector string, object func(*node, map[string]any) map[string]any, element func(*node, any) any) any {
	switch v := value.(type) {
	case map[string]any:
		switch n.kind {
		case 'o':
			return object(n, v)
		case 'u':
			if choice := n.chosen(v, selector); choice != nil {
				return object(choice, v)
			}
		case 'm':
			out := make(map[string]any, len(v))
			for name, one := range v {
				out[name] = element(n.item, one)
			}
			return out
		case 's':
			return setOf(v)
		}
	case []any:
		if n.kind == 'l' {
			out := make([]any, len(v))
			for i, one := range v {
				out[i] = element(n.item, one)
			}
			return out
		}
	}
	return clone(value)
}

// Writable are those parts of outputs that are inputs, in the inputs' shape.
func (r *Resource) Writable(outputs map[string]any) map[string]any {
	if r.generic {
		return genericWritable(outputs)
	}
	return r.in().writable(outputs)
}

func (n *node) writable(object map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range object {
		p, ok := n.fields[name]
		switch {
		case ok && !p.drop && !p.readOnly && value != nil:
			out[name] = p.node.writableValue(value)
		case !ok && n.open:
			out[name] = clone(value)
		}
	}
	return out
}

func (n *node) writableValue(value any) any {
	return n.each(value, n.selector, (*node).writable, (*node).writableValue)
}

// Inputs are the inputs that an existing resource stands for: the values of its
// path and everything that Azure shows and a program may write.
func (r *Resource) Inputs(id string, body map[string]any) map[string]any {
	inputs := r.Writable(r.Outputs(body))
	for name, value := range r.PathValues(id) {
		inputs[name] = value
	}
	return inputs
}

// Normalise returns inputs in the form in which two that mean the same are
// equal: no nulls, sets in order, locations without spaces and capitals.
func (r *Resource) Normalise(inputs map[string]any) map[string]any {
	out := r.in().normalise(inputs).(map[string]any)
	if location, ok := out["location"].(string); ok {
		out["location"] = strings.ToLower(strings.ReplaceAll(location, " ", ""))
	}
	return out
}

func (n *node) normalise(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if n.kind == 's' {
			return setOf(v)
		}
		out := make(map[string]any, len(v))
		for name, member := range v {
			if member != nil {
				out[name] = n.member(v, name).normalise(member)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, element := range v {
			out[i] = n.element().normalise(element)
		}
		if n.kind == 's' {
			sort.SliceStable(out, func(i, j int) bool { return fmt.Sprint(out[i]) < fmt.Sprint(out[j]) })
		}
		return out
	}
	return value
}

var plain = &node{kind: 'v'}

// member is the node of a named part, plain where nothing is known of it.
func (n *node) member(object map[string]any, name string) *node {
	if n.kind == 'u' {
		n = n.chosen(object, n.selector)
	}
	switch {
	case n == nil:
	case n.kind == 'm':
		return n.item
	case n.fields[name].node != nil:
		return n.fields[name].node
	}
	return plain
}

func (n *node) element() *node {
	if n.kind == 'l' {
		return n.item
	}
	return plain
}

// put sets a value at a path, making the objects on the way.
func put(object map[string]any, path []string, value any) {
	for _, name := range path[:len(path)-1] {
		next, ok := object[name].(map[string]any)
		if !ok {
			next = map[string]any{}
			object[name] = next
		}
		object = next
	}
	last := path[len(path)-1]
	if have, ok := object[last].(map[string]any); ok {
		if more, ok := value.(map[string]any); ok {
			for name, member := range more {
				have[name] = member
			}
			return
		}
	}
	object[last] = value
}

func get(object map[string]any, path []string) (any, bool) {
	for _, name := range path[:len(path)-1] {
		next, ok := object[name].(map[string]any)
		if !ok {
			return nil, false
		}
		object = next
	}
	value, ok := object[path[len(path)-1]]
	return value, ok
}

// setOf is a map of empty objects as the list of its names.
func setOf(object map[string]any) []any {
	list := make([]any, 0, len(object))
	for _, name := range sortedKeys(object) {
		list = append(list, name)
	}
	return list
}

func clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = clone(member)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, element := range v {
			out[i] = clone(element)
		}
		return out
	}
	return value
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
