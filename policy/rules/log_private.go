package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logPrivate = &rule.Rule{
	ID:       "TDM-LOG-009",
	Title:    "Workspaces and Application Insights are reached over private links only",
	Why:      "With the public endpoints open, a stolen identity reads and writes logs from anywhere.",
	Fix:      "Set publicNetworkAccessForIngestion and publicNetworkAccessForQuery to Disabled, and add both to an Azure Monitor private link scope.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "It needs an Azure Monitor private link scope, which takes over the names of Azure Monitor for the whole network and every network that is joined to it. Without a local key, telemetry is taken from Entra identities only.",
	Controls: []rule.Control{rule.MCSB("NS-2")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/logs/private-link-security"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeWorkspace, typeInsights},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("publicNetworkAccessForIngestion"), "Enabled", "Disabled", "SecuredByPerimeter")
		j.OneOf(r.Get("publicNetworkAccessForQuery"), "Enabled", "Disabled", "SecuredByPerimeter")
	},
}
