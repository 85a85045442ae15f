package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeParent finds the resource of a type that a property of r names, in the
// same profile. known is false when that cannot be told yet.
func edgeParent(g *rule.Graph, r *rule.Resource, property, typ string) (parent *rule.Resource, known bool) {
	v := r.Get(property)
	if v.Kind() != rule.KindText {
		return g.Named(r, property, typ)
	}
	open := false
	for _, candidate := range g.OfType(typ) {
		if strings.EqualFold(rule.AzureName(candidate), v.Text()) && edgeAlike(rule.GroupName(candidate), rule.GroupName(r)) &&
			edgeAlike(candidate.Get("profileName").Text(), r.Get("profileName").Text()) {
			return candidate, true
		}
		open = open || rule.Unnamed(candidate)
	}
	return nil, !open
}

// edgeStray reports whether a property was given the name of another resource
// than the one that it names.
func edgeStray(g *rule.Graph, r *rule.Resource, property string, named *rule.Resource) bool {
	return slices.ContainsFunc(r.PropertyDependencies[property], func(urn string) bool {
		given := g.ByURN(urn)
		return given != nil && given != named && given.Type == named.Type
	})
}

// edgeAlike reports whether two names are the same as far as they are known.
func edgeAlike(a, b string) bool { return a == "" || b == "" || strings.EqualFold(a, b) }

// edgeMembers lists the origins of each origin group, in the order of their
// URNs. complete is false when the group of one is not known yet, which has been
// said, or when one has no group or a wrong one, which is another rule's finding.
func edgeMembers(g *rule.Graph, j *rule.Judge) (members map[*rule.Resource][]*rule.Resource, complete bool) {
	a := edgeMembersOf(g, j)
	return a.found, a.complete
}

var edgeMembersOf = rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) answer[map[*rule.Resource][]*rule.Resource] {
	members, complete := map[*rule.Resource][]*rule.Resource{}, true
	for _, o := range g.OfType(typeEdgeOrigin) {
		group, known := edgeParent(g, o, "originGroupName", typeEdgeOriginGroup)
		if !known {
			j.On(o).NotYetKnown(o.Get("originGroupName"))
			complete = false
		}
		if group == nil || edgeStray(g, o, "originGroupName", group) {
			complete = false
			continue
		}
		members[group] = append(members[group], o)
	}
	for _, origins := range members {
		slices.SortFunc(origins, edgeByURN)
	}
	return answer[map[*rule.Resource][]*rule.Resource]{members, complete}
})

func edgeByURN(a, b *rule.Resource) int { return cmp.Compare(a.URN, b.URN) }

// edgeRouted is the origin groups to which a route leads, or a rule of a rule
// set. known is false, and has been said why, while one of them cannot be told.
func edgeRouted(g *rule.Graph, j *rule.Judge) (routed map[*rule.Resource]bool, known bool) {
	routed, known = map[*rule.Resource]bool{}, true
	leads := func(r *rule.Resource, id rule.Value) {
		group, told := g.Refers(r, id, typeEdgeOriginGroup)
		if !told {
			j.On(r).NotYetKnown(id)
			known = false
		}
		if group != nil {
			routed[group] = true
		}
	}
	for _, route := range g.OfType(typeEdgeRoute) {
		leads(route, route.Get("originGroup", "id"))
	}
	for _, r := range g.OfType(typeEdgeRule) {
		if actions := r.Get("actions"); actions.Unknown() {
			leads(r, actions)
		}
		for _, a := range r.Get("actions").Items() {
			leads(r, a.Get("parameters", "originGroupOverride", "originGroup", "id"))
		}
	}
	return routed, known
}

// edgeEnabled reports whether an endpoint, route or origin is enabled, which it
// is when nothing is said.
func edgeEnabled(r *rule.Resource, j *rule.Judge) (enabled, known bool) {
	v := r.Get("enabledState")
	if v.Unknown() {
		j.On(r).NotYetKnown(v)
		return false, false
	}
	return v.Absent() || strings.EqualFold(v.Text(), "Enabled"), true
}

// edgeDangling reports whether an id names a resource that is not in the graph,
// in a resource group of which the graph holds others, so that it should be.
func edgeDangling(g *rule.Graph, id string) bool {
	_, rest, found := strings.Cut(strings.ToLower(id), "/resourcegroups/")
	group, _, _ := strings.Cut(rest, "/")
	return found && slices.ContainsFunc(g.All(), func(r *rule.Resource) bool {
		return strings.EqualFold(rule.GroupName(r), group)
	})
}

// edgeUntold reports whether what a property depends on does not tell what it
// refers to: nothing is named, or something that only passes values on, such as
// a reference to another stack.
func edgeUntold(g *rule.Graph, r *rule.Resource, property string) bool {
	named := r.PropertyDependencies[property]
	return len(named) == 0 || slices.ContainsFunc(named, func(urn string) bool {
		given := g.ByURN(urn)
		return given == nil || !strings.HasPrefix(given.Type, "azure")
	})
}

// edgeGuarded demands that each resource of the type is in an association of a
// security policy. A policy that was given it and does not list it is at fault,
// else the resource that no policy knows.
func edgeGuarded(g *rule.Graph, j *rule.Judge, typ string) {
	if len(g.OfType(typ)) == 0 {
		return
	}
	guarded := map[*rule.Resource]bool{}
	given := map[*rule.Resource][]*rule.Resource{}
	waits := false
	for _, policy := range g.OfType(typeEdgeSecurityPolicy) {
		for _, urn := range policy.PropertyDependencies["parameters"] {
			if r := g.ByURN(urn); r != nil && r.Type == typ {
				given[r] = append(given[r], policy)
			}
		}
		for r := range edgeDomains(g, j, policy, &waits) {
			guarded[r] = true
		}
	}
	for _, r := range g.OfType(typ) {
		policies := given[r]
		switch {
		case guarded[r] || waits:
		case len(policies) == 1:
			for _, p := range policies {
				j.On(p).ViolatedAs(p.Get("parameters", "associations"), "without "+r.Name, "an association that holds "+r.Name)
			}
		default:
			j.On(r).Missing("under no security policy", "a security policy with its id among the domains of an association")
		}
	}
}

// edgeDomains is what a security policy guards. It sets waits when something is
// not known yet.
func edgeDomains(g *rule.Graph, j *rule.Judge, policy *rule.Resource, waits *bool) map[*rule.Resource]bool {
	found := map[*rule.Resource]bool{}
	associations, complete := j.On(policy).ItemsOf(policy.Get("parameters", "associations"))
	*waits = *waits || !complete
	for _, a := range associations {
		domains, complete := j.On(policy).ItemsOf(a.Get("domains"))
		*waits = *waits || !complete
		for _, d := range domains {
			r, known := g.Refers(policy, d.Get("id"), typeEdgeEndpoint, typeEdgeDomain)
			if !known {
				j.On(policy).NotYetKnown(d.Get("id"))
				*waits = true
			}
			if r != nil {
				found[r] = true
			}
		}
	}
	return found
}
