package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdOriginNameCheck = &rule.Rule{
	ID:       "TDM-AFD-024",
	Title:    "The edge checks the name in the certificate of an origin",
	Why:      "Without the check any server with any trusted certificate can stand in for the origin.",
	Fix:      "Set enforceCertificateNameCheck to true.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/end-to-end-tls", "https://learn.microsoft.com/azure/frontdoor/private-link"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOrigin},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("enforceCertificateNameCheck"), true)
	},
}
