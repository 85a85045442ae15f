package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdClassicEndpointHttps = &rule.Rule{
	ID:       "TDM-AFD-003",
	Title:    "Endpoints of the classic content network speak HTTPS only",
	Why:      "Over plain HTTP anybody on the way reads and changes what is delivered.",
	Fix:      "Set isHttpAllowed to false and isHttpsAllowed to true, or better move the endpoint to a Front Door Premium profile.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/cdn/cdn-custom-ssl"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeClassicEndpoint},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("isHttpAllowed"), true)
		j.True(r.Get("isHttpsAllowed"), true)
	},
}
