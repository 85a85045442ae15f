package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdGroupRouted = &rule.Rule{
	ID:       "TDM-AFD-055",
	Title:    "Every origin group is one to which a route leads",
	Why:      "A group that lies idle is one that was meant: its route leads to other origins, or the way that it was made for is gone.",
	Fix:      "Set originGroup.id of a route to the group, or delete the group.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-routing-architecture"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		routed, known := edgeRouted(g, j)
		if !known {
			return
		}
		for _, group := range g.OfType(typeEdgeOriginGroup) {
			if routed[group] {
				continue
			}
			var given []*rule.Resource
			for _, route := range g.OfType(typeEdgeRoute) {
				if slices.Contains(route.PropertyDependencies["originGroup"], group.URN) {
					given = append(given, route)
				}
			}
			for _, route := range given { // a route that was given the group and names another is at fault
				j.On(route).Violated(route.Get("originGroup", "id"), "the id of "+group.Name)
			}
			if len(given) == 0 {
				j.On(group).Missing("without a route", "a route that leads to it")
			}
		}
	},
}
