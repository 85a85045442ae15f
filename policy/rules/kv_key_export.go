package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvKeyExport = &rule.Rule{
	ID:       "TDM-KV-026",
	Title:    "Keys cannot leave their vault",
	Why:      "A key that can be exported can be copied, and no log of the vault shows what is done with the copy.",
	Fix:      "Set properties.attributes.exportable to false or leave it out.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-6"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/keys/about-keys-details"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVaultKey},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("properties", "attributes", "exportable"), false)
	},
}
