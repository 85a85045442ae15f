package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var logBudget = &rule.Rule{
	ID:       "TDM-LOG-022",
	Title:    "A budget tells somebody before it is spent",
	Why:      "A runaway autoscale or a stolen identity that mines shows in the bill first; a budget that tells nobody is a number in the portal.",
	Fix:      "Set notifications of the budget to items with enabled true, operator GreaterThan, threshold 100 or less, and contactEmails, contactRoles or contactGroups.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("CO:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{"azure-native:consumption:Budget", "azure-native:costmanagement:Budget"},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtLeast(r.Get("amount"), nil, 1)
		notifications := r.Get("notifications")
		if notifications.Unknown() {
			j.NotYetKnown(notifications)
			return
		}
		names := notifications.Members()
		if len(names) == 0 {
			j.Violated(notifications, "at least one notification")
		}
		slices.Sort(names)
		for _, name := range names {
			judgeNotification(j, notifications.Get(name))
		}
	},
}

func judgeNotification(j *rule.Judge, n rule.Value) {
	j.True(n.Get("enabled"), nil)
	j.OneOf(n.Get("operator"), nil, "GreaterThan", "GreaterThanOrEqualTo")
	j.AtMost(n.Get("threshold"), nil, 100)
	var told []rule.Value
	complete := true
	for _, list := range []string{"contactEmails", "contactRoles", "contactGroups"} {
		some, all := j.ItemsOf(n.Get(list))
		told, complete = append(told, some...), complete && all
	}
	if complete && len(told) == 0 {
		j.Violated(n.Get("contactEmails"), "somebody to tell")
	}
}
