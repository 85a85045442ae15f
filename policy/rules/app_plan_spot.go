package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appPlanSpot = &rule.Rule{
	ID:        "TDM-APP-067",
	Title:     "Plans do not run on spare capacity",
	Why:       "Azure takes spot workers back when it needs them, which is on the day when a whole region fails over to its neighbour.",
	Fix:       "Leave isSpot false on the plan.",
	Severity:  rule.Medium,
	Level:     rule.Mandatory,
	TestLevel: rule.Advisory,
	Controls:  []rule.Control{rule.WAF("RE:05"), rule.WAF("CO:07")},
	Sources:   []string{"https://learn.microsoft.com/azure/app-service/overview-hosting-plans"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typePlan},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("isSpot"), false)
	},
}
