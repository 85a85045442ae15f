package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoDefenderData = &rule.Rule{
	ID:       "TDM-STO-039",
	Title:    "Defender for Storage looks for sensitive data",
	Why:      "An alert that does not know which account holds personal data is ranked like one on an empty account.",
	Fix:      "Set properties.sensitiveDataDiscovery.isEnabled of the DefenderForStorage to true.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("LT-1"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/defender-for-storage-introduction"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{"azure-native:security:DefenderForStorage"},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(defenderSetting(r, "sensitiveDataDiscovery", "isEnabled"), false)
	},
}
