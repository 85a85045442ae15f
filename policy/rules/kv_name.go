package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var kvName = &rule.Rule{
	ID:       "TDM-KV-016",
	Title:    "Names of vaults are ones that Azure takes",
	Why:      "A name that Azure refuses fails in the middle of a deployment, when other resources stand already.",
	Fix:      "Give vaultName 3 to 24 letters, digits and single hyphens, a letter first and no hyphen last.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeyVault, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, property := range []string{"vaultName", "name"} {
			name := r.Get(property)
			if text, ok := j.TextOf(name); ok && (len(text) < 3 || len(text) > 24 || !kvNamePattern.MatchString(text)) {
				j.Violated(name, "3 to 24 letters, digits and single hyphens, a letter first and no hyphen last")
			}
		}
	},
}

var kvNamePattern = regexp.MustCompile(`^[a-zA-Z](-?[a-zA-Z0-9])+$`)
