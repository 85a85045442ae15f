package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appTLSVersion = &rule.Rule{
	ID:       "TDM-APP-002",
	Title:    "Sites refuse TLS below 1.2",
	Why:      "TLS 1.0 and 1.1 have known attacks and no client that is still maintained needs them.",
	Fix:      "Set siteConfig.minTlsVersion to \"1.2\" or \"1.3\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("9.3 (2.0.0)"), rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-tls"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("siteConfig", "minTlsVersion"), "1.2", "1.2", "1.3")
	},
	Remediate: func(r *rule.Resource, _ *rule.Judge, props map[string]any) bool {
		return raiseTLS(r, props, "minTlsVersion")
	},
}
