package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var kvKeyName = &rule.Rule{
	ID:       "TDM-KV-017",
	Title:    "Names of keys are ones that Azure takes",
	Why:      "A name that Azure refuses fails in the middle of a deployment, when the vault stands already.",
	Fix:      "Give keyName 1 to 127 letters, digits and hyphens.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVaultKey},
	Check: func(r *rule.Resource, j *rule.Judge) {
		name := r.Get("keyName")
		if text, ok := j.TextOf(name); ok && !kvItemName.MatchString(text) {
			j.Violated(name, "1 to 127 letters, digits and hyphens")
		}
	},
}

// kvItemName is what Azure takes as the name of a key or a secret.
var kvItemName = regexp.MustCompile(`^[a-zA-Z0-9-]{1,127}$`)
