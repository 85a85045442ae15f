package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdRouteOrigins = &rule.Rule{
	ID:       "TDM-AFD-018",
	Title:    "Routes lead to a group with an enabled origin",
	Why:      "Azure refuses a route to a group without an enabled origin; one that loses its last answers with errors.",
	Fix:      "Set originGroup.id to a group of the profile, and enabledState of one of its azure-native:cdn:AFDOrigin at least to Enabled.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/origin"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		members, complete := edgeMembers(g, j)
		for _, o := range g.OfType(typeEdgeOrigin) {
			if group, known := edgeParent(g, o, "originGroupName", typeEdgeOriginGroup); known && (group == nil || edgeStray(g, o, "originGroupName", group)) {
				j.On(o).Violated(o.Get("originGroupName"), "the name of the origin's group in the profile")
			}
		}
		for _, route := range g.OfType(typeEdgeRoute) {
			id := route.Get("originGroup", "id")
			group, known := g.Refers(route, id, typeEdgeOriginGroup)
			switch {
			case !known:
				j.On(route).NotYetKnown(id)
			case group != nil && group.Type == typeEdgeOriginGroup:
				if complete {
					edgeOneEnabled(j, group, members[group])
				}
			case group != nil, id.Text() == "", edgeDangling(g, id.Text()):
				j.On(route).Violated(id, "the id of an origin group that exists")
			}
		}
	},
}

// edgeOneEnabled demands one enabled origin of a group.
func edgeOneEnabled(j *rule.Judge, group *rule.Resource, origins []*rule.Resource) {
	for _, o := range origins {
		if enabled, known := edgeEnabled(o, j); enabled || !known {
			return
		}
	}
	for _, o := range origins {
		j.On(o).Violated(o.Get("enabledState"), "Enabled, since no other origin of the group is")
	}
	if len(origins) == 0 {
		j.On(group).Missing("without an origin", "an enabled origin")
	}
}
