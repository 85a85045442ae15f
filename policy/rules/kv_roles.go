package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvRoles = &rule.Rule{
	ID:       "TDM-KV-001",
	Title:    "Key vaults are opened by Entra roles, not by access policies",
	Why:      "Who may write the vault may write its access policies, and so give himself every secret; roles can be granted by fewer, on one secret, and for a time.",
	Fix:      "Set properties.enableRbacAuthorization to true.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("8.6 (2.0.0)"), rule.MCSB("PA-7"), rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/rbac-guide"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeyVault},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("properties", "enableRbacAuthorization"), false)
	},
}
