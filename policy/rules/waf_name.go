package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafName = &rule.Rule{
	ID:       "TDM-WAF-022",
	Title:    "Names of firewall policies are valid",
	Why:      "A name that Azure refuses is found out in the middle of a deployment, when half of the edge stands.",
	Fix:      "Give policyName 1 to 128 letters and digits, beginning with a letter.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		name := r.Get("policyName")
		if text, ok := j.TextOf(name); ok && !edgePolicyName.MatchString(text) {
			j.Violated(name, "1 to 128 letters and digits, beginning with a letter")
		}
	},
}

var edgePolicyName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{0,127}$`)
