package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appLocalMySQL = &rule.Rule{
	ID:       "TDM-APP-057",
	Title:    "No database runs inside the site",
	Why:      "The MySQL in the app lives on one instance: no backup, no replica, no password worth the name, and it is gone with the instance.",
	Fix:      "Set siteConfig.localMySqlEnabled to false and use a managed database.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-2"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-common"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("siteConfig", "localMySqlEnabled"), false)
	},
}
