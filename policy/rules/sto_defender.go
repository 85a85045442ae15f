package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoDefender = &rule.Rule{
	ID:       "TDM-STO-037",
	Title:    "Defender for Storage is not turned off for an account",
	Why:      "An account with its own setting off is the one that an attacker looks for: the plan of the subscription does not watch it.",
	Fix:      "Set properties.isEnabled of the DefenderForStorage to true.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-1"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/defender-for-storage-introduction"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{"azure-native:security:DefenderForStorage"},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(defenderSetting(r, "isEnabled"), false)
	},
}
