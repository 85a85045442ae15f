package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdRouteForwarding = &rule.Rule{
	ID:       "TDM-AFD-013",
	Title:    "Routes reach their origins over HTTPS only",
	Why:      "Between the edge and the origin the request crosses networks of its own; in plain text it is readable there.",
	Fix:      "Set forwardingProtocol to HttpsOnly.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/end-to-end-tls"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeRoute},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("forwardingProtocol"), "MatchRequest", "HttpsOnly")
	},
}
