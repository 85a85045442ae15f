package rules

import (
	"time"

	"github.com/tandem-platform/tandem/policy/rule"
)

var resExpiry = &rule.Rule{
	ID:       "TDM-RES-004",
	Title:    "Test environments say when they expire",
	Why:      "An environment that nobody deletes costs every month and is patched by nobody; the clean-up goes by the tag.",
	Fix:      "Set the tag expires to a time in RFC 3339, such as 2030-01-31T18:00:00Z.",
	Severity: rule.Low,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("AM-3"), rule.WAF("CO:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/well-architected/cost-optimization/optimize-environment-costs"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    taggable,
	Check: func(r *rule.Resource, j *rule.Judge) {
		if j.Class() != rule.Test {
			return
		}
		expires := r.Get("tags", "expires")
		j.Present(expires, "a time in RFC 3339")
		text, ok := j.TextOf(expires)
		if _, err := time.Parse(time.RFC3339, text); ok && text != "" && err != nil {
			j.Violated(expires, "a time in RFC 3339")
		}
	},
}
