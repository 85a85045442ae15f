package mutate

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Collateral lists the findings about resources that a mutant has nothing to do
// with. A finding belongs to the resource that has to be changed, so there are
// none; but a mutant that breaks a relation (a resource is gone, lies elsewhere,
// points elsewhere, belongs to another stamp) may be missed by whoever is
// connected to it, and what has to be alike in both stamps may be reported of
// either.
func (v Verdict) Collateral(g *rule.Graph) []rule.Finding {
	if v.Mutant.Refused != "" {
		return nil
	}
	foreign := func(f rule.Finding) bool { return f.Resource.URN != v.Mutant.Resource.URN }
	if !slices.ContainsFunc(v.Fired, foreign) {
		return nil
	}
	var found []rule.Finding
	near := neighbours(g)
	for _, f := range v.Fired {
		if foreign(f) && !(v.Mutant.relational() && connected(g, v.Mutant, f.Resource)) && !v.Mutant.unlike(near, f) {
			found = append(found, f)
		}
	}
	return found
}

// relational tells whether the mutant breaks a relation between resources.
func (m Mutant) relational() bool {
	names := m.Path == "tags.stamp" || m.place.last() == "name" || m.Path == "location"
	return m.Kind == Gone || m.Kind == Peer || m.Kind == Dangling || m.id != "" || names || refersTo(m.Old, "")
}

// connected tells whether two resources refer to each other, or both to a third
// one; that both lie in a resource group does not count.
func connected(g *rule.Graph, m Mutant, r *rule.Resource) bool {
	mine, others := relies(g, m.Resource), relies(g, r)
	if slices.Contains(mine, r.URN) || slices.Contains(others, m.Resource.URN) {
		return true
	}
	if r.ID != "" && (refersTo(m.Resource.Props, r.ID) || refersTo(m.New, r.ID)) || refersTo(r.Props, m.Resource.ID) {
		return true
	}
	if slices.ContainsFunc(mine, func(urn string) bool { return slices.Contains(others, urn) }) {
		return true
	}
	return slices.ContainsFunc(g.Resources, func(third *rule.Resource) bool {
		on := relies(g, third)
		return slices.Contains(on, m.Resource.URN) && slices.Contains(on, r.URN)
	})
}

// unlike tells whether a finding says that the resource's twin in the peer
// stamp is not like the resource in what the mutant changes.
func (m Mutant) unlike(near *near, f rule.Finding) bool {
	twin, ok := near.twin(m.Resource.URN)
	return ok && f.Resource.URN == twin && f.Path != "" && len(m.place) > 0 &&
		strings.HasPrefix(f.Path+".", m.place[:1].String()+".")
}

// relies lists the resources that a resource depends on or refers to, in other
// stacks, too, but for groups.
func relies(g *rule.Graph, r *rule.Resource) []string {
	var urns []string
	for _, on := range g.Resources {
		if !on.Custom || on.URN == r.URN || on.Type == "azure-native:resources:ResourceGroup" {
			continue
		}
		if slices.Contains(r.Dependencies, on.URN) || on.ID != "" && refersTo(r.Props, on.ID) {
			urns = append(urns, on.URN)
		}
	}
	return urns
}

// refersTo reports whether an id, or one below it, stands anywhere in a value;
// "" asks for any id.
func refersTo(value any, id string) bool {
	switch v := plain(value).(type) {
	case string:
		if id == "" {
			return strings.HasPrefix(strings.ToLower(v), "/subscriptions/")
		}
		return strings.HasPrefix(strings.ToLower(v)+"/", strings.ToLower(id)+"/")
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return refersTo(item, id) })
	case map[string]any:
		for name, member := range v {
			if refersTo(name, id) || refersTo(member, id) {
				return true
			}
		}
	}
	return false
}
