package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlEntraOnly = &rule.Rule{
	ID:       "TDM-SQL-001",
	Title:    "SQL servers accept Entra identities only",
	Why:      "A password of a SQL login outlives the person who knew it, is shared, and is seen by no conditional access.",
	Fix:      "Set administrators.azureADOnlyAuthentication to true, with an Entra group as administrator.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/authentication-azure-ad-only-authentication"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeServer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("administrators", "azureADOnlyAuthentication"), false)
	},
}
