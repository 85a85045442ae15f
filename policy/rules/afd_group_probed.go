package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdGroupProbed = &rule.Rule{
	ID:       "TDM-AFD-034",
	Title:    "Groups with several origins are probed",
	Why:      "Without probes the edge does not notice that a region is gone, and keeps sending requests there.",
	Fix:      "Set healthProbeSettings of the origin group.",
	Severity: rule.High,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/health-probes"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		members, complete := edgeMembers(g, j)
		for group, origins := range members {
			if complete && len(origins) > 1 {
				j.On(group).Present(group.Get("healthProbeSettings"), "probes, since the group has several origins")
			}
		}
	},
}
