package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appHTTPSOnly = &rule.Rule{
	ID:       "TDM-APP-001",
	Title:    "Sites answer HTTPS only",
	Why:      "A request in clear text carries its session cookie to everybody on the way, before any redirect can help.",
	Fix:      "Set httpsOnly to true on the azure-native:web:WebApp and on every WebAppSlot.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("9.2 (2.0.0)"), rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-ssl-bindings"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("httpsOnly"), false)
	},
}
