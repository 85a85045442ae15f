package schema

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// sample makes values that a node takes. Bodies that hold every property, to a
// depth, show that Validate takes what the specification allows.
type sample struct {
	t     *testing.T
	depth int
	only  bool // required properties only
}

func (s sample) value(n *node, path string) any {
	switch n.kind {
	case object:
		return s.object(n, path)
	case choice:
		for _, name := range keys(n.choices) {
			body := s.object(merged(n, n.choices[name]), path)
			body[n.discriminator] = name
			return body
		}
	case array:
		count := 1
		if n.minLength != nil && *n.minLength > 1 {
			count = *n.minLength
		}
		list := make([]any, count)
		for i := range list {
			list[i] = s.deeper().value(n.item, path+"[]")
		}
		return list
	case literal, union:
		return n.literals[0]
	case integer:
		if n.min != nil {
			return float64(*n.min)
		}
		if n.max != nil {
			return float64(*n.max)
		}
		return 3.0
	case boolean:
		return true
	case text:
		return s.text(n)
	}
	return "anything"
}

func (s sample) deeper() sample { s.depth--; return s }

func (s sample) object(n *node, path string) map[string]any {
	body := map[string]any{}
	for name, p := range n.properties {
		needed := p.flags&required != 0
		if p.flags&readOnly != 0 || !needed && (s.only || s.depth <= 0) {
			continue
		}
		body[name] = s.deeper().value(p.node, join(path, name))
	}
	if n.additional != nil && !s.only && s.depth > 0 {
		body["added"] = s.deeper().value(n.additional, join(path, "added"))
	}
	return body
}

// texts match the patterns of the specifications.
var texts = []string{"abcdefgh", "abc", "00000000-0000-4000-8000-0000000000a1", "YWJj", "a"}

func (s sample) text(n *node) string {
	for _, candidate := range texts {
		if !outside(len(candidate), n.minLength, n.maxLength) && (n.pattern == "" || n.matches(candidate)) {
			return candidate
		}
	}
	if n.pattern == "" && n.minLength != nil {
		return strings.Repeat("a", *n.minLength)
	}
	s.t.Errorf("no sample text matches %q", n.pattern)
	return ""
}

// shapes lists the shapes of a type with the names that choose them.
func (t *Type) shapes() map[string]*node {
	if t.body().kind != choice {
		return map[string]*node{"": t.body()}
	}
	return t.body().choices
}

func everyType(t testing.TB, do func(typ *Type, name string, shape *node)) {
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range set.Types() {
		seen := map[*node]bool{} // api-versions in which the type is the same share a shape
		for _, version := range set.Versions(name) {
			typ, refusal := set.Lookup(name, version)
			if refusal != nil {
				t.Fatal(refusal)
			}
			for _, choice := range keys(typ.shapes()) {
				if shape := typ.shapes()[choice]; !seen[shape] {
					seen[shape] = true
					do(typ, choice, shape)
				}
			}
		}
	}
}

// obey sets what rules.json asks for beyond the specification.
func obey(typ *Type, body map[string]any) {
	for _, r := range typ.rules {
		properties, _ := body["properties"].(map[string]any)
		if len(r.segments) != 2 || r.Fraction || properties == nil {
			continue
		}
		switch name := r.segments[1]; {
		case properties[name] == nil && !r.Required:
		case len(r.Values) > 0:
			properties[name] = r.Values[0]
		case r.Min != nil:
			properties[name] = float64(*r.Min)
		case r.pattern != nil:
			properties[name] = "P1W"
		case r.Required:
			properties[name] = "given"
		}
	}
	if site, ok := body["properties"].(map[string]any); ok {
		if config, ok := site["siteConfig"].(map[string]any); ok && config["publicNetworkAccess"] != nil {
			config["publicNetworkAccess"] = "Disabled"
		}
	}
}

// Of every type, the smallest body and one with every property pass; one
// property that does not exist, or a required one missing, is found.
func TestEveryType(t *testing.T) {
	everyType(t, func(typ *Type, name string, shape *node) {
		key := typ.Name + "@" + typ.Version + " " + name
		for _, s := range []sample{{t: t, only: true}, {t: t, depth: 6}} {
			body := s.object(shape, "")
			obey(typ, body)
			if s.only && shape.properties["properties"].node != nil {
				if _, ok := body["properties"]; !ok {
					body["properties"] = s.object(shape.properties["properties"].node, "properties")
					obey(typ, body)
				}
			}
			if found := typ.Validate(body, Options{Name: name}); len(found) > 0 {
				t.Errorf("%s: a valid body is refused: %v", key, found)
			}
			if got := fmt.Sprint(typ.Validate(typ.StripReadOnly(body, name), Options{Name: name})); got != "[]" {
				t.Errorf("%s: stripped body: %s", key, got)
			}
			if shape.additional == nil {
				body["colour"] = 1
				expect(t, key, typ.Validate(body, Options{Name: name}), "colour", UnknownProperty)
				delete(body, "colour")
			}
			for _, needed := range shape.required {
				if system[needed] || shape.properties[needed].flags&readOnly != 0 {
					continue
				}
				kept := body[needed]
				delete(body, needed)
				expect(t, key, typ.Validate(body, Options{Name: name}), needed, MissingRequired)
				if typ.rules == nil {
					if found := typ.Validate(body, Options{Name: name, Partial: true}); len(found) > 0 {
						t.Errorf("%s: a PATCH without %s is refused: %v", key, needed, found)
					}
				}
				body[needed] = kept
			}
		}
	})
}

func expect(t *testing.T, key string, found []Violation, path string, k Kind) {
	t.Helper()
	for _, v := range found {
		if v.Path == path && v.Kind == k {
			return
		}
	}
	t.Errorf("%s: found %v, want %s at %s", key, found, k, path)
}

// Every single value of every type, replaced by one of a kind that it does not
// take, is found at its own path and nowhere else.
func TestEveryWrongValue(t *testing.T) {
	tried := 0
	everyType(t, func(typ *Type, name string, shape *node) {
		body := sample{t: t, depth: 4}.object(shape, "")
		obey(typ, body)
		spoil(shape, body, "", func(n *node, path string, set func(any)) {
			for _, bad := range wrong(n) {
				set(bad.value)
				found := typ.Validate(body, Options{Name: name})
				if len(found) == 0 || !strings.HasPrefix(found[0].Path, path) {
					t.Errorf("%s@%s: %s = %v: found %v", typ.Name, typ.Version, path, bad.value, found)
				} else if found[0].Kind != bad.kind {
					t.Errorf("%s@%s: %s = %v: found %v, want %s", typ.Name, typ.Version, path, bad.value, found[0], bad.kind)
				}
				tried++
			}
		})
	})
	if tried < 8000 {
		t.Errorf("only %d wrong values were tried", tried)
	}
}

type badValue struct {
	value any
	kind  Kind
}

func wrong(n *node) []badValue {
	switch n.kind {
	case object, choice, array:
		return []badValue{{"text", WrongType}, {7.0, WrongType}}
	case boolean:
		return []badValue{{"true", WrongType}, {1.0, WrongType}}
	case literal, union:
		return []badValue{{7.0, WrongType}, {"no such value", NotInEnum}}
	case integer:
		list := []badValue{{"1", WrongType}}
		if n.max != nil {
			list = append(list, badValue{float64(*n.max + 1), OutOfRange})
		}
		if n.min != nil {
			list = append(list, badValue{json.Number(fmt.Sprint(*n.min - 1)), OutOfRange})
		}
		return list
	case text:
		list := []badValue{{true, WrongType}, {map[string]any{}, WrongType}}
		if n.maxLength != nil {
			list = append(list, badValue{strings.Repeat("a", *n.maxLength+1), BadLength})
		}
		if n.minLength != nil && *n.minLength > 0 {
			list = append(list, badValue{strings.Repeat("a", *n.minLength-1), BadLength})
		}
		return list
	}
	return nil
}

// spoil visits every value of a body with the node that describes it and a way
// to replace it, and puts the value back afterwards.
func spoil(n *node, body map[string]any, path string, visit func(n *node, path string, set func(any))) {
	for _, name := range keys(body) {
		p, ok := n.properties[name]
		part := p.node
		if !ok {
			part = n.additional
		}
		if part == nil || p.flags&readOnly != 0 || path == "" && system[name] {
			continue
		}
		kept := body[name]
		visit(part, join(path, name), func(v any) { body[name] = v })
		body[name] = kept
		inner, ok := kept.(map[string]any)
		if shape := part.of(inner); ok && shape != nil {
			spoil(shape, inner, join(path, name), visit)
		}
	}
}

// Every path in extras.json and rules.json leads somewhere.
func TestAmendmentsMeetProperties(t *testing.T) {
	var extras []extra
	var rules []rule
	if err := decode("extras.json", packedExtras, &extras); err != nil {
		t.Fatal(err)
	}
	if err := decode("rules.json", packedRules, &rules); err != nil {
		t.Fatal(err)
	}
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	check := func(typ, path string, fits func(*node) bool) {
		for _, t := range set.types[strings.ToLower(typ)] {
			for _, shape := range t.shapes() {
				for _, n := range reach(shape, strings.Split(path, ".")) {
					if fits(n) {
						return
					}
				}
			}
		}
		t.Errorf("%s %s meets no property of that kind", typ, path)
	}
	for _, e := range extras {
		check(e.Type, e.Path, func(n *node) bool { return n.kind == union })
	}
	for _, r := range rules {
		check(r.Type, r.Path, func(n *node) bool { return (n.kind == integer) == (r.Fraction || r.Min != nil) })
	}
}

// reach lists what a path leads to, through all shapes of choices.
func reach(n *node, segments []string) []*node {
	if len(segments) == 0 {
		return []*node{n}
	}
	name, list := strings.CutSuffix(segments[0], "[]")
	shapes := []*node{n}
	for _, choice := range keys(n.choices) {
		shapes = append(shapes, n.choices[choice])
	}
	var found []*node
	for _, shape := range shapes {
		next := shape.properties[name].node
		if next == nil {
			next = shape.additional
		}
		if next != nil && list {
			next = next.item
		}
		if next != nil {
			found = append(found, reach(next, segments[1:])...)
		}
	}
	return found
}
