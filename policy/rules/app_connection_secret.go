package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appConnectionSecret = &rule.Rule{
	ID:       "TDM-APP-019",
	Title:    "No connection string holds a secret",
	Why:      "A connection string with a password opens the database to everybody who can read the site, and outlives them in logs and exports.",
	Fix:      "Write Authentication=Active Directory Managed Identity without a password, or a key vault reference.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.MCSB("IM-8"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/tutorial-connect-msi-sql-database", "https://learn.microsoft.com/azure/app-service/app-service-key-vault-references"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    connectionHolders,
	Check: func(r *rule.Resource, j *rule.Judge) {
		for name, text := range connectionStrings(r, j) {
			noSecret(j, name, text)
		}
	},
}
