package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logWorkspaceKeys = &rule.Rule{
	ID:       "TDM-LOG-006",
	Title:    "Workspaces take logs from Entra identities only",
	Why:      "Whoever holds the workspace's key writes what he likes into the evidence, or buries it under noise, and no log says who it was.",
	Fix:      "Set features.disableLocalAuth of the workspace to true.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/logs/azure-ad-authentication-logs"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeWorkspace},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("features", "disableLocalAuth"), false)
	},
}
