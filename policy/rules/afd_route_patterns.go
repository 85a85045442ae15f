package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdRoutePatterns = &rule.Rule{
	ID:       "TDM-AFD-017",
	Title:    "No two routes of an endpoint take the same path",
	Why:      "Azure refuses the second route, or sends a path to other origins than was meant.",
	Fix:      "Give each item of patternsToMatch to one route of the endpoint only.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-route-matching"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		taken := map[*rule.Resource][]edgeTaken{}
		routes := slices.SortedFunc(slices.Values(g.OfType(typeEdgeRoute)), edgeByURN)
		for _, route := range routes {
			endpoint, known := edgeParent(g, route, "endpointName", typeEdgeEndpoint)
			if !known {
				j.On(route).NotYetKnown(route.Get("endpointName"))
				continue
			}
			patterns, _ := j.On(route).ItemsOf(route.Get("patternsToMatch"))
			if endpoint == nil || edgeStray(g, route, "endpointName", endpoint) {
				continue
			}
			for _, p := range patterns {
				for _, other := range taken[endpoint] {
					if other.route != route && strings.EqualFold(other.pattern, p.Text()) && edgeShareDomain(route, other.route) {
						j.On(route).ViolatedAs(p, p.String()+", which "+other.route.Name+" takes, too", "a path that no other route of the endpoint takes")
					}
				}
				taken[endpoint] = append(taken[endpoint], edgeTaken{route, p.Text()})
			}
		}
	},
}

// edgeTaken is a path that a route takes.
type edgeTaken struct {
	route   *rule.Resource
	pattern string
}

// edgeShareDomain reports whether two routes are reached under one name.
func edgeShareDomain(a, b *rule.Resource) bool {
	byDefault := func(r *rule.Resource) bool { return strings.EqualFold(r.Get("linkToDefaultDomain").Text(), "Enabled") }
	if byDefault(a) && byDefault(b) {
		return true
	}
	return slices.ContainsFunc(a.Get("customDomains").Items(), func(d rule.Value) bool {
		return slices.ContainsFunc(b.Get("customDomains").Items(), func(e rule.Value) bool {
			return d.Get("id").Text() != "" && strings.EqualFold(d.Get("id").Text(), e.Get("id").Text())
		})
	})
}
