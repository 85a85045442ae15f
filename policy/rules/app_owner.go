package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// siteOf finds the site that r configures by its name, or the slot by the names
// of both. The answer is as that of [rule.Graph.Refers].
func siteOf(g *rule.Graph, r *rule.Resource) (site *rule.Resource, known bool) {
	if !strings.HasSuffix(r.Type, "Slot") {
		return g.Named(r, "name", typeSite)
	}
	name, slot := r.Get("name"), r.Get("slot")
	if slot.Unknown() {
		return g.Refers(r, slot, typeSlot)
	}
	if name.Unknown() {
		return g.Refers(r, name, typeSlot)
	}
	open := false
	for _, candidate := range g.OfType(typeSlot) {
		itsName, itsSlot := candidate.Get("name"), candidate.Get("slot")
		if sameText(itsName, name) && sameText(itsSlot, slot) && inOneGroup(candidate, r) {
			return candidate, true
		}
		open = open || itsName.Unknown() || itsSlot.Unknown()
	}
	return nil, !open
}

// sameText tells texts that ARM takes for one.
func sameText(a, b rule.Value) bool {
	return a.Kind() == rule.KindText && b.Kind() == rule.KindText && strings.EqualFold(a.Text(), b.Text())
}

// inOneGroup tells whether resources lie in one resource group, as far as is known.
func inOneGroup(a, b *rule.Resource) bool {
	x, y := rule.GroupName(a), rule.GroupName(b)
	return x == "" || y == "" || strings.EqualFold(x, y)
}

// mayPart are those of two resources, which lie in one group as far as is known,
// that may still turn out to lie in another.
func mayPart(g *rule.Graph, a, b *rule.Resource) (open []*rule.Resource) {
	first, named := groupToBe(g, a)
	second, too := groupToBe(g, b)
	if !named || !too || first != nil && first == second {
		return nil
	}
	for _, r := range []*rule.Resource{a, b} {
		if groupOpen(r).Unknown() {
			open = append(open, r)
		}
	}
	return open
}

// groupToBe is the resource group of the graph that a resource lies in, or will as
// its name depends on it, or nil. named is false if the resource has none at all.
func groupToBe(g *rule.Graph, r *rule.Resource) (group *rule.Resource, named bool) {
	v := r.Get("resourceGroupName")
	if group = groupOf(g, r); group == nil && v.Unknown() {
		group, _ = g.Refers(r, v, typeResourceGroup)
	}
	return group, v.Unknown() || rule.GroupName(r) != ""
}

// configured finds for every site and slot what configures it with one of the
// types. If one does not know its site yet, the judge is told so and complete
// is false.
func configured(g *rule.Graph, j *rule.Judge, types ...string) (by map[*rule.Resource]*rule.Resource, complete bool) {
	by, complete = map[*rule.Resource]*rule.Resource{}, true
	for _, r := range g.OfType(types...) {
		site, known := siteOf(g, r)
		if !known {
			name := r.Get("name")
			if !name.Unknown() {
				name = r.Get("slot")
			}
			j.On(r).NotYetKnown(name)
			complete = false
		}
		if site != nil {
			by[site] = r
		}
	}
	return by, complete
}
