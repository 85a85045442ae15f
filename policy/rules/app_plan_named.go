package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appPlanNamed = &rule.Rule{
	ID:       "TDM-APP-049",
	Title:    "A site says which plan it runs on",
	Why:      "A site without a plan gets one that Azure makes for it: another size, one instance, no zones, and on nobody's list.",
	Fix:      "Set serverFarmId to the id of the plan.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("OE:05"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-hosting-plans"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		if environment := r.Get("managedEnvironmentId"); environment.Absent() {
			j.Present(r.Get("serverFarmId"), "the id of a plan")
		}
	},
}
