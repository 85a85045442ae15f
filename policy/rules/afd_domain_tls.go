package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdDomainTls = &rule.Rule{
	ID:       "TDM-AFD-042",
	Title:    "Custom domains take TLS 1.2 or newer",
	Why:      "Older versions have known breaks, and one of them is enough for a downgrade.",
	Fix:      "Set tlsSettings.minimumTlsVersion to TLS12.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/end-to-end-tls", "https://learn.microsoft.com/azure/frontdoor/domain"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeDomain},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("tlsSettings", "minimumTlsVersion"), "TLS12", "TLS12", "TLS13")
	},
	Remediate: func(_ *rule.Resource, _ *rule.Judge, props map[string]any) bool {
		settings, ok := props["tlsSettings"].(map[string]any)
		if !ok || settings["minimumTlsVersion"] != "TLS10" {
			return false
		}
		settings["minimumTlsVersion"] = "TLS12"
		return true
	},
}
