package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logRetention = &rule.Rule{
	ID:       "TDM-LOG-005",
	Title:    "Workspaces keep logs long enough to investigate",
	Why:      "Intrusions are found weeks after they happen; by then a workspace with Azure's default has forgotten how they began.",
	Fix:      "Set retentionInDays of the workspace to at least 90, in test environments to at least 30.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-6"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "days", Doc: "The days for which a workspace keeps logs, at least.", Production: 90.0, Test: 30.0}},
	Scope:    rule.OneResource,
	Types:    []string{typeWorkspace},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtLeast(r.Get("retentionInDays"), 30.0, j.Number("days"))
	},
}
