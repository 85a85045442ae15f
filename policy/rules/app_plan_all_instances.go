package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appPlanAllInstances = &rule.Rule{
	ID:       "TDM-APP-038",
	Title:    "Every site of a plan runs on all of its instances",
	Why:      "With per-site scaling a site stays on one instance unless it says otherwise, however many the plan has and autoscale adds.",
	Fix:      "Set perSiteScaling to false on the plan.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("RE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/manage-scale-per-app"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typePlan},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("perSiteScaling"), false)
	},
}
