package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logInsightsKeys = &rule.Rule{
	ID:       "TDM-LOG-012",
	Title:    "Application Insights takes telemetry from Entra identities only",
	Why:      "The connection string is no secret and stands in many places; with it alone anybody can send telemetry that hides what happens or raises false alarms.",
	Fix:      "Set disableLocalAuth of the component to true, and give the application's identity the role Monitoring Metrics Publisher on it.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeInsights},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("disableLocalAuth"), false)
	},
}
