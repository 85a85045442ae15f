package rules

import "github.com/tandem-platform/tandem/policy/rule"

var defStorage = &rule.Rule{
	ID:       "TDM-DEF-004",
	Title:    "A managed Defender plan for Storage is on",
	Why:      "Set to Free, nobody is told of blobs that are read from anonymous networks, of stolen links or of data that leaves.",
	Fix:      "Set pricingTier of the plan StorageAccounts to Standard, with subPlan DefenderForStorageV2.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.CIS("2.1.7 (2.0.0)"), rule.MCSB("LT-1"), rule.MCSB("DP-2")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/defender-for-storage-introduction"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeDefenderPlan},
	Check: func(r *rule.Resource, j *rule.Judge) {
		judgePlan(r, j, "StorageAccounts")
		if planIs(r, j, "StorageAccounts") {
			j.OneOf(r.Get("subPlan"), "PerTransaction", "DefenderForStorageV2")
		}
	},
}
