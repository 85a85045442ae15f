package rp

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// object is a JSON object as the store keeps it.
type object = map[string]any

// at returns the value at a dotted path of a document, nil when there is none.
func at(doc object, path string) any {
	var v any = doc
	for part := range strings.SplitSeq(path, ".") {
		o, ok := v.(object)
		if !ok {
			return nil
		}
		v = o[part]
	}
	return v
}

// text returns the string at path, "" when there is none.
func text(doc object, path string) string {
	s, _ := at(doc, path).(string)
	return s
}

// truth returns the boolean at path and whether there is one.
func truth(doc object, path string) (value, ok bool) {
	value, ok = at(doc, path).(bool)
	return value, ok
}

// isTrue reports whether path holds true.
func isTrue(doc object, path string) bool {
	v, _ := truth(doc, path)
	return v
}

// number returns the number at path and whether there is one.
func number(doc object, path string) (float64, bool) {
	switch n := at(doc, path).(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}

// list returns the array at path.
func list(doc object, path string) []any {
	l, _ := at(doc, path).([]any)
	return l
}

// objects returns the objects of the array at path.
func objects(doc object, path string) []object {
	var out []object
	for _, v := range list(doc, path) {
		if o, ok := v.(object); ok {
			out = append(out, o)
		}
	}
	return out
}

// texts returns the strings of the array at path.
func texts(doc object, path string) []string {
	var out []string
	for _, v := range list(doc, path) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// anys turns strings into a JSON array.
func anys(in ...string) []any {
	out := make([]any, len(in))
	for i, s := range in {
		out[i] = s
	}
	return out
}

// set writes a value at a dotted path, making objects on the way.
func set(doc object, path string, v any) {
	parts := strings.Split(path, ".")
	for _, part := range parts[:len(parts)-1] {
		next, ok := doc[part].(object)
		if !ok {
			next = object{}
			doc[part] = next
		}
		doc = next
	}
	doc[parts[len(parts)-1]] = v
}

// fill writes a value at path unless the document has one there.
func fill(doc object, path string, v any) {
	if at(doc, path) == nil {
		set(doc, path, v)
	}
}

// fillAll writes every default that the document lacks, in the order of paths.
func fillAll(doc object, defaults object) {
	for _, path := range slices.Sorted(maps.Keys(defaults)) {
		fill(doc, path, defaults[path])
	}
}

// remove deletes the value at path and returns what was there.
func remove(doc object, path string) any {
	parts := strings.Split(path, ".")
	for _, part := range parts[:len(parts)-1] {
		next, ok := doc[part].(object)
		if !ok {
			return nil
		}
		doc = next
	}
	last := parts[len(parts)-1]
	v := doc[last]
	delete(doc, last)
	return v
}

// before returns what the resource showed before this write, empty on create.
func (c *Call) before() object {
	if c.Old == nil {
		return object{}
	}
	return c.Old.Body
}

// keep carries read-only values over from the stored document; where there is
// none, make provides the first value.
func keep(c *Call, path string, first func() any) {
	if v := at(c.before(), path); v != nil {
		set(c.New.Body, path, v)
		return
	}
	if first != nil {
		set(c.New.Body, path, first())
	}
}

// inherit carries a value over that the request left out.
func inherit(c *Call, paths ...string) {
	for _, path := range paths {
		if v := at(c.before(), path); v != nil {
			fill(c.New.Body, path, v)
		}
	}
}

// jsonEqual compares two JSON values.
func jsonEqual(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
