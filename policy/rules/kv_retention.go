package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvRetention = &rule.Rule{
	ID:       "TDM-KV-003",
	Title:    "What is deleted in a vault is kept as long as Azure can",
	Why:      "A secret that is used once a quarter is missed after a week of retention is over; the longest retention costs nothing.",
	Fix:      "Set properties.softDeleteRetentionInDays to 90, or leave it out.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-8"), rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "days", Doc: "The days for which at least what was deleted is kept.", Production: 90.0, Test: 7.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeKeyVault, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtLeast(r.Get("properties", "softDeleteRetentionInDays"), 90.0, j.Number("days"))
	},
}
