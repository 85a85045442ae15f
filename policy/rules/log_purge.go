package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logPurge = &rule.Rule{
	ID:        "TDM-LOG-026",
	Title:     "Workspaces do not purge logs at thirty days",
	Why:       "Logs that are purged at once when thirty days are over cannot be had back when the retention was set too short by mistake, or by somebody who wants his traces gone.",
	Fix:       "Leave features.immediatePurgeDataOn30Days of the workspace out, or set it to false.",
	Severity:  rule.Medium,
	Level:     rule.Mandatory,
	TestLevel: rule.Advisory,
	Controls:  []rule.Control{rule.MCSB("LT-6")},
	Sources:   []string{"https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeWorkspace},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("features", "immediatePurgeDataOn30Days"), false)
	},
}
