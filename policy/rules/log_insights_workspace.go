package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logInsightsWorkspace = &rule.Rule{
	ID:       "TDM-LOG-011",
	Title:    "Application Insights keeps its data in a workspace",
	Why:      "The classic kind, with a store of its own, is retired, and the workspace's retention and rights do not hold for it.",
	Fix:      "Set ingestionMode to LogAnalytics and workspaceResourceId to the id of the stamp's workspace.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-5"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeInsights},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("ingestionMode"), "LogAnalytics", "LogAnalytics")
		j.Present(r.Get("workspaceResourceId"), "the id of a workspace")
		j.False(r.Get("immediatePurgeDataOn30Days"), false)
	},
}
