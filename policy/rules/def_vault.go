package rules

import "github.com/tandem-platform/tandem/policy/rule"

var defVault = &rule.Rule{
	ID:       "TDM-DEF-002",
	Title:    "A managed Defender plan for Key Vault is on",
	Why:      "Set to Free, nobody is told that secrets are listed from a new place or read by the hundred.",
	Fix:      "Set pricingTier of the plan KeyVaults to Standard.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.CIS("2.1.10 (2.0.0)"), rule.MCSB("LT-1"), rule.MCSB("DP-8")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/defender-for-key-vault-introduction"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeDefenderPlan},
	Check:    func(r *rule.Resource, j *rule.Judge) { judgePlan(r, j, "KeyVaults") },
}
