package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdProfileName = &rule.Rule{
	ID:       "TDM-AFD-006",
	Title:    "Names of Front Door profiles are valid",
	Why:      "A name that Azure refuses is found out in the middle of a deployment, when half of the edge stands.",
	Fix:      "Give profileName 1 to 260 letters, digits and hyphens, with a letter or digit at both ends.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeProfile},
	Check: func(r *rule.Resource, j *rule.Judge) {
		name := r.Get("profileName")
		if text, ok := j.TextOf(name); ok && !edgeProfileName.MatchString(text) {
			j.Violated(name, "1 to 260 letters, digits and hyphens, with a letter or digit at both ends")
		}
	},
}

var edgeProfileName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,258}[A-Za-z0-9])?$`)
