package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appPlanZones = &rule.Rule{
	ID:        "TDM-APP-033",
	Title:     "Plans are spread over zones",
	Why:       "A plan in one zone is down with that zone, and a failover of the whole region for it loses data that a second zone would have saved.",
	Fix:       "Set zoneRedundant to true and sku.capacity to 2 or more on the plan, with a size that knows zones (PremiumV2 and later, IsolatedV2). Regions without zones are not judged.",
	Severity:  rule.Medium,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.WAF("RE:05"), rule.MCSB("BR-1")},
	Sources:   []string{"https://learn.microsoft.com/azure/reliability/reliability-app-service"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typePlan},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if redundant := r.Get("zoneRedundant"); needsZones(r, j, redundant.Bool() || redundant.Unknown()) {
			j.True(redundant, false)
		}
	},
}
