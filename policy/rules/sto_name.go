package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var stoName = &rule.Rule{
	ID:       "TDM-STO-027",
	Title:    "Names of storage accounts are ones that Azure takes",
	Why:      "A name that Azure refuses fails in the middle of a deployment, when other resources stand already.",
	Fix:      "Give accountName 3 to 24 lower-case letters and digits.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		name := r.Get("accountName")
		if text, ok := j.TextOf(name); ok && !stoNamePattern.MatchString(text) {
			j.Violated(name, "3 to 24 lower-case letters and digits")
		}
	},
}

var stoNamePattern = regexp.MustCompile(`^[a-z0-9]{3,24}$`)
