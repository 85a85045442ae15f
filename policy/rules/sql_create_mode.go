package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlCreateMode = &rule.Rule{
	ID:       "TDM-SQL-040",
	Title:    "No program makes a database out of a backup or a copy",
	Why:      "A restore that stays in the program is done again whenever the database is made anew, and brings back old data in place of what should be there.",
	Fix:      "Leave out createMode of the azure-native:sql:Database (or set \"Default\"; \"Secondary\" for a replica); restore by hand and import the result.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/recovery-using-backups"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeDatabase},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("createMode"), "Default", "Default", "Secondary", "OnlineSecondary")
	},
}
