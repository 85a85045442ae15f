package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacIdentityName = &rule.Rule{
	ID:       "TDM-RBAC-012",
	Title:    "Identities have names that Azure takes",
	Why:      "A name that Azure refuses stops the deployment in the middle, after the network and before everything that needs the identity.",
	Fix:      "Set resourceName to 3 to 128 letters, digits, hyphens and underscores, beginning with a letter or digit.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeIdentity},
	Check: func(r *rule.Resource, j *rule.Judge) {
		name := r.Get("resourceName")
		if text, ok := j.TextOf(name); ok && !identityNames.MatchString(text) {
			j.Violated(name, "3 to 128 letters, digits, hyphens and underscores")
		}
	},
}

var identityNames = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$`)
