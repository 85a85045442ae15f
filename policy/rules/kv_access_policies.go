package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var kvAccessPolicies = &rule.Rule{
	ID:       "TDM-KV-020",
	Title:    "No access policy of a vault allows everything, nor purging",
	Why:      "Who may do everything reads every secret and can destroy every key; who may purge makes soft delete worthless.",
	Fix:      "Name the permissions that are needed in permissions, without all and purge; better, use roles.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/assign-access-policy"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeyVault, "azure-native:keyvault:AccessPolicy"},
	Check: func(r *rule.Resource, j *rule.Judge) {
		policies, _ := j.ItemsOf(r.Get("properties", "accessPolicies"))
		for _, policy := range append(policies, r.Get("policy")) {
			for _, sort := range []string{"keys", "secrets", "certificates", "storage"} {
				permissions, _ := j.ItemsOf(policy.Get("permissions", sort))
				for _, p := range permissions {
					if strings.EqualFold(p.Text(), "all") || strings.EqualFold(p.Text(), "purge") {
						j.Violated(p, "the permissions that are needed, one by one")
					}
				}
			}
		}
	},
}
