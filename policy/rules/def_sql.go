package rules

import "github.com/tandem-platform/tandem/policy/rule"

var defSQL = &rule.Rule{
	ID:       "TDM-DEF-003",
	Title:    "A managed Defender plan for Azure SQL is on",
	Why:      "Set to Free, injection, guessed logins and strange exports of data are seen by nobody.",
	Fix:      "Set pricingTier of the plan SqlServers to Standard.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.CIS("2.1.4 (2.0.0)"), rule.MCSB("LT-1"), rule.MCSB("DP-2")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/defender-for-sql-introduction"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeDefenderPlan},
	Check:    func(r *rule.Resource, j *rule.Judge) { judgePlan(r, j, "SqlServers") },
}
