package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdOriginOrder = &rule.Rule{
	ID:       "TDM-AFD-057",
	Title:    "Priorities and weights of origins are in their ranges",
	Why:      "Azure refuses an origin outside them in the middle of a deployment, when the others of the group have changed already.",
	Fix:      "Set priority from 1 to 5 and weight from 1 to 1000.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/routing-methods"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOrigin},
	Check: func(r *rule.Resource, j *rule.Judge) {
		edgeBetween(j, r.Get("priority"), 1.0, 1, 5)
		edgeBetween(j, r.Get("weight"), 50.0, 1, 1000)
	},
}
