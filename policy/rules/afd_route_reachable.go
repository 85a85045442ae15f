package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdRouteReachable = &rule.Rule{
	ID:       "TDM-AFD-016",
	Title:    "Routes have a name under which they are reached",
	Why:      "A route without the default domain and without a custom one serves nobody.",
	Fix:      "Set linkToDefaultDomain to Enabled, or list a domain in customDomains.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-routing-architecture"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeRoute},
	Check: func(r *rule.Resource, j *rule.Judge) {
		domains := r.Get("customDomains")
		if domains.Unknown() {
			j.NotYetKnown(domains)
			return
		}
		if len(domains.Items()) == 0 {
			j.OneOf(r.Get("linkToDefaultDomain"), "Disabled", "Enabled")
		}
	},
}
