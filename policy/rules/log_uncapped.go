package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logUncapped = &rule.Rule{
	ID:       "TDM-LOG-007",
	Title:    "Workspaces have no daily cap in production",
	Why:      "Once the cap is reached the workspace drops everything until the next day: an attacker who makes noise first works unseen afterwards.",
	Fix:      "Leave workspaceCapping.dailyQuotaGb of the workspace out, or set it to -1. A budget watches the cost.",
	Severity: rule.Medium,
	Level:    rule.Mandatory, TestLevel: rule.Disabled,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/logs/daily-cap"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeWorkspace},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtMost(r.Get("workspaceCapping", "dailyQuotaGb"), -1.0, -1)
	},
}
