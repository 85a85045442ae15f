package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appRemoteDebugging = &rule.Rule{
	ID:       "TDM-APP-005",
	Title:    "Remote debugging is off",
	Why:      "A debugger reads the memory of the process, secrets and sessions of users included, and halts it for everybody.",
	Fix:      "Set siteConfig.remoteDebuggingEnabled to false.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-2"), rule.MCSB("NS-8"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-common"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("siteConfig", "remoteDebuggingEnabled"), false)
	},
}
