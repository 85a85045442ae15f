package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlEncrypted = &rule.Rule{
	ID:       "TDM-SQL-024",
	Title:    "Nobody turns off the encryption of databases at rest",
	Why:      "Azure encrypts each database unless told not to; told so, files and backups lie in clear, those of old backups for years.",
	Fix:      "Set state of the azure-native:sql:TransparentDataEncryption to \"Enabled\", or remove the resource.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.1.5 (2.0.0)"), rule.MCSB("DP-4"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/transparent-data-encryption-tde-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSQLEncryption},
	Check: func(r *rule.Resource, j *rule.Judge) {
		state := r.Get("state")
		if former := r.Get("status"); state.Absent() && !former.Absent() {
			state = former // its name in the API version 2014-04-01
		}
		j.OneOf(state, nil, "Enabled")
	},
}
