package schema

import "strconv"

// StripReadOnly returns a copy of a body without what ARM ignores in it: the
// properties that it takes from the path and those that are read-only.
func (t *Type) StripReadOnly(body map[string]any, name string) map[string]any {
	shape := t.shape(body, name)
	out := make(map[string]any, len(body))
	for key, value := range body {
		if system[key] {
			continue
		}
		if shape == nil {
			out[key] = clone(value)
			continue
		}
		if kept, ok := stripMember(shape, key, value); ok {
			out[key] = kept
		}
	}
	return out
}

func stripMember(shape *node, name string, value any) (any, bool) {
	p, ok := shape.properties[name]
	switch {
	case ok && p.flags&readOnly != 0:
		return nil, false
	case ok:
		return strip(p.node, value), true
	case shape.additional != nil:
		return strip(shape.additional, value), true
	}
	return clone(value), true
}

func strip(n *node, value any) any {
	switch v := value.(type) {
	case map[string]any:
		shape := n.of(v)
		if shape == nil {
			return clone(value)
		}
		out := make(map[string]any, len(v))
		for name, member := range v {
			if kept, ok := stripMember(shape, name, member); ok {
				out[name] = kept
			}
		}
		return out
	case []any:
		if n.kind != array {
			return clone(value)
		}
		out := make([]any, len(v))
		for i, element := range v {
			out[i] = strip(n.item, element)
		}
		return out
	}
	return value
}

// WithholdWriteOnly splits a body into what Azure shows again and what it does
// not: passwords, keys, modes of creation. The hidden values stand under their
// paths ("properties.administratorLoginPassword").
func (t *Type) WithholdWriteOnly(body map[string]any, name string) (visible, hidden map[string]any) {
	hidden = map[string]any{}
	shape := t.shape(body, name)
	if shape == nil {
		return clone(body).(map[string]any), hidden
	}
	return withholdObject(shape, body, "", hidden), hidden
}

func withholdObject(shape *node, body map[string]any, path string, hidden map[string]any) map[string]any {
	out := make(map[string]any, len(body))
	for name, value := range body {
		place := join(path, name)
		p, ok := shape.properties[name]
		switch {
		case ok && (p.flags&writeOnly != 0 || p.node.sensitive):
			hidden[place] = clone(value)
		case ok:
			out[name] = withhold(p.node, value, place, hidden)
		case shape.additional != nil:
			out[name] = withhold(shape.additional, value, place, hidden)
		default:
			out[name] = clone(value)
		}
	}
	return out
}

func withhold(n *node, value any, path string, hidden map[string]any) any {
	switch v := value.(type) {
	case map[string]any:
		if shape := n.of(v); shape != nil {
			return withholdObject(shape, v, path, hidden)
		}
	case []any:
		if n.kind == array {
			out := make([]any, len(v))
			for i, element := range v {
				out[i] = withhold(n.item, element, path+"["+strconv.Itoa(i)+"]", hidden)
			}
			return out
		}
	}
	return clone(value)
}

// of is the shape of an object's value, nil where the type says nothing.
func (n *node) of(body map[string]any) *node {
	switch n.kind {
	case object:
		return n
	case choice:
		name, _ := body[n.discriminator].(string)
		if shape, ok := n.choices[name]; ok {
			return merged(n, shape)
		}
	}
	return nil
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
