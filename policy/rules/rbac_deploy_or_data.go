package rules

import "github.com/tandem-platform/tandem/policy/rule"

var rbacDeployOrData = &rule.Rule{
	ID:       "TDM-RBAC-013",
	Title:    "Nobody both deploys and administers data",
	Why:      "Who can replace the code and rule over the data can take the data and the traces of it in one evening, alone.",
	Fix:      "Give the deploying role (Contributor, Website Contributor) and the role over data (SQL administrator, Storage Blob Data Owner, Key Vault Administrator) to different groups or identities.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-1"), rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/best-practices"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		apart(g, j, mayDeploy, mayRuleData, "a principal that does not administer data")
	},
}
