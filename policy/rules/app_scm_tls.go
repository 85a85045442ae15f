package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSCMTLS = &rule.Rule{
	ID:       "TDM-APP-003",
	Title:    "The deployment site refuses TLS below 1.2",
	Why:      "Whoever can read the traffic of the deployment (SCM) site can read environment variables and replace the code.",
	Fix:      "Set siteConfig.scmMinTlsVersion to \"1.2\" or \"1.3\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-tls"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("siteConfig", "scmMinTlsVersion"), nil, "1.2", "1.3")
	},
	Remediate: func(r *rule.Resource, _ *rule.Judge, props map[string]any) bool {
		return raiseTLS(r, props, "scmMinTlsVersion")
	},
}
