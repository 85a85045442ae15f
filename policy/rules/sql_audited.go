package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlAudited = &rule.Rule{
	ID:       "TDM-SQL-010",
	Title:    "Every SQL server is audited",
	Why:      "After a theft nobody can say who read what: without a policy nothing is recorded.",
	Fix:      "Add an azure-native:sql:ServerBlobAuditingPolicy with serverName of the server, blobAuditingPolicyName \"default\" and state \"Enabled\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.1.1 (2.0.0)"), rule.MCSB("LT-3"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/auditing-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ownedBy(g, "serverName", sqlServerOf, sqlAuditTypes...).each(j, g.OfType(typeServer), "not audited", "an auditing policy")
	},
}
