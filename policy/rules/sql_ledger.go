package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlLedger = &rule.Rule{
	ID:       "TDM-SQL-028",
	Title:    "Databases are ledgers",
	Why:      "In a ledger no one, administrators included, can change history without leaving proof of it.",
	Fix:      "Set isLedgerOn of the azure-native:sql:Database to true when it is made.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "It holds for every table and can never be undone: schema changes are restricted, history is kept for ever, and so personal data cannot be erased. Turn this on for databases that have to prove their history.",
	Controls: []rule.Control{rule.MCSB("DP-1"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/ledger-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeDatabase},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("isLedgerOn"), false)
	},
}
