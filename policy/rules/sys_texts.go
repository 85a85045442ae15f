package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// anyText reports whether a text below a property's raw value, or a member's
// name that is an id, is a hit. What is not known yet is asked as "". It makes
// no values: rules that visit every property of every resource look with it
// first, and make values only where there is something to say.
func anyText(raw any, hit func(text string) bool) bool {
	switch raw := raw.(type) {
	case string:
		return hit(raw)
	case rule.Unknown:
		return hit("")
	case rule.Secret:
		return anyText(raw.Value, hit)
	case []any:
		for _, item := range raw {
			if anyText(item, hit) {
				return true
			}
		}
	case map[string]any:
		for name, member := range raw {
			if strings.HasPrefix(name, "/subscriptions/") && hit(name) || anyText(member, hit) {
				return true
			}
		}
	}
	return false
}

// sameRaw reports whether two raw values are equal, whatever ids and names say.
func sameRaw(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		other, ok := b.(map[string]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for name, member := range a {
			twin, there := other[name]
			if !there || !sameRaw(member, twin) {
				return false
			}
		}
		return true
	case []any:
		other, ok := b.([]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for i := range a {
			if !sameRaw(a[i], other[i]) {
				return false
			}
		}
		return true
	case bool, float64, string, nil:
		return a == b
	}
	return false
}

// eachText visits all texts and unknown values of a property, and the names of
// members, which ids can be, too.
func eachText(v rule.Value, visit func(v rule.Value, text string)) {
	switch v.Kind() {
	case rule.KindText:
		visit(v, v.Text())
	case rule.KindUnknown:
		visit(v, "")
	case rule.KindList:
		for _, item := range v.Items() {
			eachText(item, visit)
		}
	case rule.KindObject:
		for _, name := range v.Members() {
			if strings.HasPrefix(name, "/subscriptions/") {
				visit(v, name)
			}
			eachText(v.Get(name), visit)
		}
	}
}

// isID reports whether a text is an id inside a resource group.
func isID(text string) bool {
	return strings.HasPrefix(text, "/") && (strings.Contains(text, "/resourceGroups/") || strings.Contains(strings.ToLower(text), "/resourcegroups/"))
}

// ids remembers what ids lead to: the same few stand in many resources.
type ids struct {
	g  *rule.Graph
	to map[string]*rule.Resource
}

func (s ids) ancestor(r *rule.Resource, text string) *rule.Resource {
	found, known := s.to[text]
	if !known {
		found = ancestor(s.g, r, text)
		s.to[text] = found
	}
	return found
}

// exact is the resource whose id is the text, or nil.
func (s ids) exact(r *rule.Resource, text string) *rule.Resource {
	found := s.ancestor(r, text)
	if found != nil && len(found.ID) > 0 && strings.EqualFold(found.ID[strings.LastIndexByte(found.ID, '/'):], text[strings.LastIndexByte(text, '/'):]) {
		found, _ = s.g.Refers(r, rule.NewValue(text))
		return found
	}
	return nil
}
