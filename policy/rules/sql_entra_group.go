package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlEntraGroup = &rule.Rule{
	ID:       "TDM-SQL-003",
	Title:    "The Entra administrator of a SQL server is a group",
	Why:      "A person as administrator leaves or is locked out, and with them the only way into the data; a program as administrator lets whoever deploys it own the data.",
	Fix:      "Set administrators.principalType of the azure-native:sql:Server to \"Group\" and administrators.sid to the group's object id.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-1"), rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/security-best-practice"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeServer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Get("administrators").Known() || r.Get("administrators").Unknown() {
			j.OneOf(r.Get("administrators", "principalType"), nil, "Group")
		}
	},
}
