package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoInfrastructureEncryption = &rule.Rule{
	ID:       "TDM-STO-013",
	Title:    "Data in storage is encrypted twice",
	Why:      "With a second layer below the first, one broken algorithm or one leaked key does not open the data. It can be set only when the account is made.",
	Fix:      "Set encryption.requireInfrastructureEncryption to true.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.2 (2.0.0)"), rule.MCSB("DP-4"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/infrastructure-encryption-enable"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("encryption", "requireInfrastructureEncryption"), false)
	},
}
