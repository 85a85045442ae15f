package meta

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// sample makes inputs with every property that a node knows, to a depth.
func sample(n *node, depth int) any {
	switch n.kind {
	case 'o':
		object := map[string]any{}
		for name, p := range n.fields {
			if depth > 0 || p.node == nil || p.node.kind == 'v' {
				object[name] = "value of " + name
			}
			if depth > 0 && p.node != nil {
				object[name] = sample(p.node, depth-1)
			}
		}
		return object
	case 'u':
		for _, name := range sortedKeys(n.choices) {
			object := sample(n.choices[name], depth).(map[string]any)
			object[n.selector] = name
			return object
		}
	case 'l':
		return []any{sample(n.item, depth)}
	case 'm':
		return map[string]any{"key": sample(n.item, depth)}
	case 's':
		return []any{"/a", "/b"}
	}
	return "value"
}

// What a program says comes back the same from ARM's answer, for every property
// of every type that the SDK also shows as an output.
func TestThereAndBack(t *testing.T) {
	for _, token := range Tokens() {
		r, _ := Lookup(token)
		inputs := sample(r.in(), 5).(map[string]any)
		body, err := r.Body(inputs)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		back := r.Writable(r.Outputs(body))
		want := shown(r.in(), r.out(), inputs)
		if diff := cmp.Diff(want, back); diff != "" {
			t.Errorf("%s: %s", token, diff)
		}
		if diff := cmp.Diff(r.Normalise(back), r.Normalise(r.Normalise(back))); diff != "" {
			t.Errorf("%s: normalising twice: %s", token, diff)
		}
		if _, err := r.Body(back); err != nil {
			t.Errorf("%s: its own writable outputs make no body: %v", token, err)
		}
	}
}

// shown keeps of a value what outputs show and inputs may write.
func shown(in, out *node, value any) any {
	switch v := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, member := range v {
			switch {
			case in.kind == 'm' && out.kind == 'm':
				kept[name] = shown(in.item, out.item, member)
			case in.kind == 'u' && out.kind == 'u':
				choice := v[in.selector].(string)
				return shown(in.choices[choice], out.choices[choice], value)
			case in.kind != 'o' || out.kind != 'o':
				kept[name] = member
			default:
				given, ok := in.fields[name]
				seen, also := out.fields[name]
				if ok && also && !given.drop && !given.readOnly && !seen.drop && strings.Join(given.path, "/") == strings.Join(seen.path, "/") {
					kept[name] = shown(given.node, seen.node, member)
				}
			}
		}
		return kept
	case []any:
		kept := make([]any, len(v))
		for i, element := range v {
			if in.kind == 'l' && out.kind == 'l' {
				kept[i] = shown(in.item, out.item, element)
			} else {
				kept[i] = element
			}
		}
		return kept
	}
	return value
}

// No input and no answer, of whatever shape, makes trouble.
func TestAnyJSON(t *testing.T) {
	tokens := Tokens()
	rapid.Check(t, func(t *rapid.T) {
		r, _ := Lookup(rapid.SampledFrom(tokens).Draw(t, "token"))
		inputs := anyObject(t, r.in(), 3)
		before := fmt.Sprint(inputs)
		if body, err := r.Body(inputs); err == nil && body == nil {
			t.Fatal("neither a body nor an error")
		}
		_, _ = r.ID("S", inputs)
		r.Normalise(inputs)
		r.Writable(r.Outputs(anyObject(t, r.out(), 3)))
		if fmt.Sprint(inputs) != before {
			t.Fatal("the inputs were changed")
		}
	})
}

func anyObject(t *rapid.T, n *node, depth int) map[string]any {
	object := map[string]any{}
	names := append(sortedKeys(n.fields), "x", "properties", "location")
	for range rapid.IntRange(0, 5).Draw(t, "count") {
		name := rapid.SampledFrom(names).Draw(t, "name")
		object[name] = anyValue(t, n.fields[name].node, depth)
	}
	return object
}

func anyValue(t *rapid.T, n *node, depth int) any {
	switch kind := rapid.IntRange(0, 6).Draw(t, "kind"); {
	case kind == 0:
		return nil
	case kind == 1:
		return rapid.Float64().Draw(t, "number")
	case kind == 2:
		return rapid.String().Draw(t, "text")
	case depth == 0 || n == nil:
		return true
	case kind == 3 || n.kind == 'l' && kind > 4:
		item := n.item
		return []any{anyValue(t, item, depth-1), anyValue(t, item, depth-1)}
	}
	return anyObject(t, n, depth-1)
}
