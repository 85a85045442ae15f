package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdRouteEnabled = &rule.Rule{
	ID:       "TDM-AFD-015",
	Title:    "Routes are enabled",
	Why:      "Requests for the paths of a disabled route get an error or fall to a wider route, with other origins behind it.",
	Fix:      "Set enabledState to Enabled, or delete the route.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-routing-architecture"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeRoute},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("enabledState"), "Enabled", "Enabled")
	},
}
