package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logAccess = &rule.Rule{
	ID:       "TDM-LOG-008",
	Title:    "Who may read a resource's logs follows from the rights on the resource",
	Why:      "Otherwise logs are read by rights on the workspace only, and whoever has to see one application's logs is given everybody's.",
	Fix:      "Set features.enableLogAccessUsingOnlyResourcePermissions of the workspace to true.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/logs/manage-access"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeWorkspace},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("features", "enableLogAccessUsingOnlyResourcePermissions"), false)
	},
}
