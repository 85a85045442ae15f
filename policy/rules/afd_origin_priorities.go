package rules

import (
	"fmt"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdOriginPriorities = &rule.Rule{
	ID:       "TDM-AFD-032",
	Title:    "Where data has one place to be written, one origin comes first",
	Why:      "With equal priorities half of the requests reach the stamp whose database only reads, and every write crosses regions; a loss there hits everybody.",
	Fix:      "Give the enabled origins of a group priorities of their own: 1 to the active one, 2 to the other; set the parameter activeActive where both may write.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/routing-methods"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "activeActive", Doc: "whether both regions may write", Production: false, Test: false},
	},
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		members, complete := edgeMembers(g, j)
		if !complete || j.Switch("activeActive") || len(g.OfType(typeFailoverGroup)) == 0 {
			return
		}
		for _, origins := range members {
			taken := map[float64]*rule.Resource{}
			for _, o := range origins {
				enabled, _ := edgeEnabled(o, j)
				v := o.Get("priority")
				p, ok := edgeNumber(j.On(o), v, 1)
				if !enabled || !ok {
					continue
				}
				other := taken[p]
				taken[p] = o
				if other != nil && p > 1 { // the first one is to come before the others
					o, other, v = other, o, other.Get("priority")
				}
				if other != nil {
					j.On(o).ViolatedAs(v, fmt.Sprintf("%g, as that of %s", p, other.Name), "a priority that no other origin of the group has")
				}
			}
		}
	},
}
