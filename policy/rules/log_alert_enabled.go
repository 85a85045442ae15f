package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logAlertEnabled = &rule.Rule{
	ID:       "TDM-LOG-014",
	Title:    "Alerts are enabled and close themselves",
	Why:      "An alert that was switched off for a night's work stays off until the outage that it was made for; one that never closes is one that nobody reads any more.",
	Fix:      "Set enabled of the alert to true, and autoMitigate of a metric alert to true.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeMetricAlert, typeActivityAlert, typeQueryAlert},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type == typeMetricAlert {
			j.True(r.Get("enabled"), nil)
			j.True(r.Get("autoMitigate"), true)
			return
		}
		j.True(r.Get("enabled"), true)
	},
}
