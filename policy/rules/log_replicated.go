package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logReplicated = &rule.Rule{
	ID:       "TDM-LOG-010",
	Title:    "Workspaces are replicated to another region",
	Why:      "A workspace in one region neither takes nor shows logs while the region is down.",
	Fix:      "Set replication.enabled of the workspace to true and replication.location to another region of its region group.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "Each stamp logs to a workspace of its own in its own region, and the edge to both, so that a lost region leaves a whole workspace; replication would pay twice for that.",
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/logs/workspace-replication"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeWorkspace},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("replication", "enabled"), false)
	},
}
