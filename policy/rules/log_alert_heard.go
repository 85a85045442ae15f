package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logAlertHeard = &rule.Rule{
	ID:       "TDM-LOG-015",
	Title:    "Metric alerts tell an action group",
	Why:      "An alert without an action changes colour on a page that nobody has open.",
	Fix:      "Set actions of the alert to an item with the actionGroupId of the action group of those on duty.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IR-2"), rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeMetricAlert},
	Check: func(r *rule.Resource, j *rule.Judge) {
		actions, complete := j.ItemsOf(r.Get("actions"))
		if complete && len(actions) == 0 {
			j.Violated(r.Get("actions"), "an item with the id of an action group")
		}
		for _, action := range actions {
			j.Present(action.Get("actionGroupId"), "the id of an action group")
		}
	},
}
