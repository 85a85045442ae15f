package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var endpointName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_])?$`)

var netEndpointName = &rule.Rule{
	ID:       "TDM-NET-014",
	Title:    "A private endpoint's name is one that Azure takes",
	Why:      "Azure refuses the name only when the endpoint is created, in the middle of a deployment.",
	Fix:      "Set privateEndpointName to 1 to 64 letters, digits, underscores, periods and hyphens, beginning with a letter or digit and ending with a letter, digit or underscore.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typePrivateEndpoint},
	Check: func(r *rule.Resource, j *rule.Judge) {
		name := r.Get("privateEndpointName")
		if text, ok := j.TextOf(name); ok && !endpointName.MatchString(text) {
			j.Violated(name, "1 to 64 letters, digits, underscores, periods and hyphens")
		}
	},
}
