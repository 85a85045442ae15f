package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvSecretExpiry = &rule.Rule{
	ID:       "TDM-KV-010",
	Title:    "Every secret has a date on which it ends",
	Why:      "A secret without an end stays valid after the person, the project and the reason are gone.",
	Fix:      "Set properties.attributes.expires to seconds since 1970, and renew before.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("8.3 (2.0.0)"), rule.CIS("8.4 (2.0.0)"), rule.MCSB("DP-6"), rule.MCSB("IM-3"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/secrets/about-secrets"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVaultSecret},
	Check:    judgeExpiry,
}
