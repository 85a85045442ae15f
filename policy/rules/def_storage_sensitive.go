package rules

import "github.com/tandem-platform/tandem/policy/rule"

var defStorageSensitive = &rule.Rule{
	ID:       "TDM-DEF-006",
	Title:    "A managed Defender plan for Storage finds sensitive data",
	Why:      "An alert about an account that holds personal data has to come before one about an account that holds thumbnails; without discovery they look alike.",
	Fix:      "Add to extensions of the plan StorageAccounts an item with name SensitiveDataDiscovery and isEnabled True.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("DP-1")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/defender-for-storage-data-sensitivity"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeDefenderPlan},
	Check:    func(r *rule.Resource, j *rule.Judge) { judgeExtension(r, j, "SensitiveDataDiscovery") },
}
