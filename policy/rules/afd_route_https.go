package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdRouteHttps = &rule.Rule{
	ID:       "TDM-AFD-014",
	Title:    "Routes accept HTTPS",
	Why:      "A route that speaks plain HTTP alone cannot be used safely by anybody.",
	Fix:      "Put Https into supportedProtocols.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/end-to-end-tls"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeRoute},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if https, known := edgeSpeaks(j, r, "Https"); known && !https {
			j.Violated(r.Get("supportedProtocols"), "a list that holds Https")
		}
	},
}
