package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeRoles tells endpoints apart: those of the traffic, with several origins
// behind them, and direct ones, which lead to one of those origins alone.
type edgeRoles struct{ traffic, direct map[*rule.Resource]bool }

// edgeRolesOf tells the roles of the endpoints. ok is false while they are not
// known, which has been said, and when a group lies idle, so that a route may
// lead to the wrong one, which is another rule's finding.
func edgeRolesOf(g *rule.Graph, j *rule.Judge) (roles edgeRoles, ok bool) {
	roles = edgeRoles{map[*rule.Resource]bool{}, map[*rule.Resource]bool{}}
	members, complete := edgeMembers(g, j)
	routed, ok := edgeRouted(g, j)
	ok = ok && complete
	shared := map[string]bool{}
	for group, origins := range members {
		ok = ok && routed[group]
		for _, o := range origins {
			if len(origins) > 1 {
				shared[edgeTargetKey(g, j, o)] = true
			}
		}
	}
	single := map[*rule.Resource]bool{}
	for _, route := range g.OfType(typeEdgeRoute) {
		endpoint, known := edgeParent(g, route, "endpointName", typeEdgeEndpoint)
		group, _ := g.Refers(route, route.Get("originGroup", "id"), typeEdgeOriginGroup)
		if !known {
			j.On(route).NotYetKnown(route.Get("endpointName"))
			ok = false
		}
		if endpoint == nil || group == nil || edgeStray(g, route, "endpointName", endpoint) {
			ok = ok && endpoint == nil // a route that strays is another rule's finding
			continue
		}
		origins := members[group]
		if len(origins) > 1 {
			roles.traffic[endpoint] = true
		}
		for _, o := range origins {
			single[endpoint] = single[endpoint] || len(origins) == 1 && shared[edgeTargetKey(g, j, o)]
		}
	}
	for endpoint, is := range single {
		if is && !roles.traffic[endpoint] {
			roles.direct[endpoint] = true
		}
	}
	return roles, ok
}

// edgeTargetKey is what two origins have in common that lead to the same place.
func edgeTargetKey(g *rule.Graph, j *rule.Judge, o *rule.Resource) string {
	if target := edgeTarget(g, j, o); target != nil {
		return target.URN
	}
	if id := o.Get("sharedPrivateLinkResource", "privateLink", "id").Text(); id != "" {
		return strings.ToLower(id)
	}
	return strings.ToLower(o.Get("hostName").Text())
}

// edgeOperatorsOnly reports whether a custom rule blocks all but named
// addresses, except on exact paths.
func edgeOperatorsOnly(custom rule.Value) bool {
	conditions := edgeConditions(custom)
	return edgeRuleIs(custom, "MatchRule", "Block") && len(conditions) > 0 &&
		!slices.ContainsFunc(conditions, func(c rule.Value) bool { return !edgeExceptsFew(c) })
}

func edgeExceptsFew(c rule.Value) bool {
	few := func(v rule.Value) bool { return false }
	switch {
	case edgeCondition(c, "IPMatch", true):
		few = func(v rule.Value) bool { return edgeNarrow(v.Text()) }
	case !strings.EqualFold(c.Get("matchVariable").Text(), "RequestUri"):
	case edgeCondition(c, "RegEx", true):
		few = func(v rule.Value) bool { return edgeExactPath(v.Text()) }
	case edgeCondition(c, "Equal", true):
		few = func(v rule.Value) bool { return len(v.Text()) > 1 }
	}
	values := c.Get("matchValue").Items()
	return len(values) > 0 && !slices.ContainsFunc(values, func(v rule.Value) bool { return !few(v) })
}

// edgeExactPath reports whether a pattern is bound to both ends of an address
// and does not hold for any path.
func edgeExactPath(pattern string) bool {
	re, err := regexp.Compile(pattern)
	if err != nil || !strings.HasPrefix(pattern, "^") || !strings.HasSuffix(pattern, "$") {
		return false
	}
	return !slices.ContainsFunc([]string{"/", "/a", "/a/b?c", "https://a.example/", "https://a.example/b?c"}, re.MatchString)
}

// edgeHasOperators reports whether a firewall policy holds a rule for operators
// only; known is false when that cannot be told yet.
func edgeHasOperators(firewall *rule.Resource) (has, known bool) {
	list := firewall.Get("customRules", "rules")
	return slices.ContainsFunc(list.Items(), edgeOperatorsOnly), !list.HasUnknown()
}
