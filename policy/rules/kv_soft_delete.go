package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvSoftDelete = &rule.Rule{
	ID:       "TDM-KV-002",
	Title:    "Deleted keys and secrets can be brought back",
	Why:      "A deleted key takes everything along that it encrypts; without soft delete one wrong call is the end of it.",
	Fix:      "Set properties.enableSoftDelete to true or leave it out.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("8.5 (2.0.0)"), rule.MCSB("DP-8"), rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeyVault, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("properties", "enableSoftDelete"), true)
	},
}
