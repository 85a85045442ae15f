package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appHTTP2 = &rule.Rule{
	ID:       "TDM-APP-006",
	Title:    "Sites speak HTTP/2",
	Why:      "Over HTTP/1.1 a browser opens many connections and waits in line on each; HTTP/2 also leaves out what request smuggling builds on.",
	Fix:      "Set siteConfig.http20Enabled to true.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.CIS("9.9 (2.0.0)"), rule.WAF("PE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-common"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("siteConfig", "http20Enabled"), false)
	},
}
