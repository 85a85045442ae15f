package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdEndpointEnabled = &rule.Rule{
	ID:       "TDM-AFD-007",
	Title:    "Endpoints are enabled",
	Why:      "A disabled endpoint answers nobody, and a change takes minutes to reach every edge.",
	Fix:      "Set enabledState to Enabled, or delete the endpoint.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/endpoint"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeEndpoint},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("enabledState"), "Enabled", "Enabled")
	},
}
