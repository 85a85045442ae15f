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
			if inSubscription(name) && hit(name) || anyText(member, hit) {
				return true
			}
		}
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
			if inSubscription(name) {
				visit(v, name)
			}
			eachText(v.Get(name), visit)
		}
	}
}

// inSubscription reports whether a text begins as an id of ARM does.
func inSubscription(text string) bool {
	const begin = "/subscriptions/"
	return len(text) > len(begin) && strings.EqualFold(text[:len(begin)], begin)
}

// isID reports whether a text is an id inside a resource group.
func isID(text string) bool {
	return strings.HasPrefix(text, "/") && (strings.Contains(text, "/resourceGroups/") || strings.Contains(strings.ToLower(text), "/resourcegroups/"))
}

// naming is a property whose value, however deep, names resources by their ids,
// or is not known yet.
type naming struct {
	property string
	unknown  bool
	// leads are what the ids lead to: resources, or the nearest above them.
	leads []*rule.Resource
	// dangles is set when an id is that of no resource of the graph.
	dangles bool
}

// namingsOf are what each resource of a graph names.
var namingsOf = rule.Shared(func(g *rule.Graph) map[*rule.Resource][]naming {
	all := make(map[*rule.Resource][]naming, len(g.All()))
	for _, r := range g.All() {
		if own := namingsIn(g, r); len(own) > 0 {
			all[r] = own
		}
	}
	return all
})

var namingsIn = rule.Part(func(g *rule.Graph, r *rule.Resource) (own []naming) {
	for property, raw := range r.Naming() {
		n := naming{property: property}
		anyText(raw, func(text string) bool { n.add(g, text); return false })
		own = append(own, n)
	}
	return own
})

func (n *naming) add(g *rule.Graph, text string) {
	if text == "" {
		n.unknown = true
		return
	}
	if !isID(text) {
		return
	}
	target, exact := g.Nearest(text)
	n.dangles = n.dangles || !exact
	if target != nil {
		n.leads = append(n.leads, target)
	}
}
