package rules

import "github.com/tandem-platform/tandem/policy/rule"

var defAppService = &rule.Rule{
	ID:       "TDM-DEF-001",
	Title:    "A managed Defender plan for App Service is on",
	Why:      "Set to Free, the plan says nothing of web shells, of scans that reach the application or of domains that were left behind.",
	Fix:      "Set pricingTier of the plan AppServices to Standard.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.CIS("2.1.2 (2.0.0)"), rule.MCSB("LT-1"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/defender-for-app-service-introduction"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeDefenderPlan},
	Check:    func(r *rule.Resource, j *rule.Judge) { judgePlan(r, j, "AppServices") },
}
