package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvContentType = &rule.Rule{
	ID:       "TDM-KV-011",
	Title:    "Every secret says what it holds",
	Why:      "Who finds a leaked or expiring secret has to know what it is for and how it is renewed; the name alone seldom tells.",
	Fix:      "Set properties.contentType, for example to \"password of the mail relay\".",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("DP-1"), rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/secrets/about-secrets"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVaultSecret},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.Present(r.Get("properties", "contentType"), "a text that says what the secret is")
	},
}
