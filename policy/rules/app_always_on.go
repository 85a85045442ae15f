package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appAlwaysOn = &rule.Rule{
	ID:       "TDM-APP-009",
	Title:    "Web apps are always on",
	Why:      "An idle app is unloaded, so a standby that gets no traffic is cold at the moment of a failover and its health path is not watched.",
	Fix:      "Set siteConfig.alwaysOn to true. Function apps on consumption plans are not judged.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("PE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-common"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		if kind, known := siteKind(r, j); known && !isFunction(kind) {
			j.True(r.Get("siteConfig", "alwaysOn"), false)
		}
	},
}
