package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdGroupAffinity = &rule.Rule{
	ID:       "TDM-AFD-041",
	Title:    "Callers are not bound to an origin",
	Why:      "A caller who is bound to a stamp stays there when traffic is moved away from it, and meets an error when the stamp goes.",
	Fix:      "Set sessionAffinityState to Disabled, and keep sessions in tokens or a shared store.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("RE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/routing-methods"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOriginGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("sessionAffinityState"), nil, "Disabled")
	},
}
