package rules

import "github.com/tandem-platform/tandem/policy/rule"

var rbacSecretsOrAccess = &rule.Rule{
	ID:       "TDM-RBAC-014",
	Title:    "Nobody both reads secrets and gives access",
	Why:      "Who reads the secrets and gives roles can hand both to anybody, himself under another name included.",
	Fix:      "Give the role that reads secrets (Key Vault Secrets User) and the one that assigns roles (User Access Administrator) to different principals.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-1"), rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/best-practices"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		apart(g, j, mayAssign, mayReadSecrets, "a principal that reads no secrets")
	},
}
