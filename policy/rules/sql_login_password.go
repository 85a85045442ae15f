package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlLoginPassword = &rule.Rule{
	ID:       "TDM-SQL-033",
	Title:    "No program sets the password of a SQL administrator",
	Why:      "The password stands in the program's configuration and state, and works the day that someone allows SQL logins again.",
	Fix:      "Remove administratorLogin and administratorLoginPassword of the azure-native:sql:Server or ManagedInstance; Entra administers it.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.MCSB("IM-8"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/authentication-azure-ad-only-authentication-create-server"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeServer, typeSQLInstance},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if v := r.Get("administratorLoginPassword"); !v.Absent() {
			j.ViolatedAs(v, "set", "no password")
		}
	},
}
