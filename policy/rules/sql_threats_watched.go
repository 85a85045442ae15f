package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlThreatsWatched = &rule.Rule{
	ID:       "TDM-SQL-016",
	Title:    "Every SQL server has threat detection",
	Why:      "An attack on a server without it is noticed when the data is for sale.",
	Fix:      "Add an azure-native:sql:ServerSecurityAlertPolicy with serverName of the server, securityAlertPolicyName \"Default\" and state \"Enabled\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.2.1 (2.0.0)"), rule.MCSB("LT-1"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/defender-for-sql-introduction"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ownedBy(g, "serverName", sqlServerOf, typeSQLThreats).each(j, g.OfType(typeServer), "without threat detection", "a security alert policy")
	},
}
