package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvCreateMode = &rule.Rule{
	ID:       "TDM-KV-019",
	Title:    "No program recovers a vault on every run",
	Why:      "With createMode recover the first deployment into a fresh environment fails, since there is nothing to recover, and the next one changes a vault that nobody touched.",
	Fix:      "Leave properties.createMode out, or set it to default; recover a deleted vault once, by hand.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:11")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/key-vault-recovery"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeyVault, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("properties", "createMode"), "default", "default")
	},
}
