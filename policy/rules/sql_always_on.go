package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sqlAlwaysOn = &rule.Rule{
	ID:        "TDM-SQL-038",
	Title:     "Databases do not fall asleep",
	Why:       "A serverless database that paused takes a minute to wake, fails the first requests, and cannot be copied to another region.",
	Fix:       "Set autoPauseDelay of the azure-native:sql:Database to -1.",
	Severity:  rule.Medium,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.WAF("RE:07"), rule.WAF("PE:02")},
	Sources:   []string{"https://learn.microsoft.com/azure/azure-sql/database/serverless-tier-overview"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeDatabase},
	Check: func(r *rule.Resource, j *rule.Judge) {
		delay, size := r.Get("autoPauseDelay"), r.Get("sku", "name")
		if delay.Absent() && size.Unknown() {
			j.NotYetKnown(size)
			return
		}
		absent := -1.0
		if strings.Contains(strings.ToUpper(size.Text()), "_S_") {
			absent = 60 // serverless
		}
		j.AtMost(delay, absent, 0)
	},
}
