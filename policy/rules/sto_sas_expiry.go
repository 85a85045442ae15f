package rules

import (
	"strconv"

	"github.com/tandem-platform/tandem/policy/rule"
)

var stoSASExpiry = &rule.Rule{
	ID:       "TDM-STO-016",
	Title:    "Shared access signatures of an account live for a bounded time",
	Why:      "A signature without a bound is a key that nobody can take back: a link that leaked years ago still opens the data.",
	Fix:      "Set sasPolicy.sasExpirationPeriod to at most 1.00:00:00 (days.hours:minutes:seconds), with expirationAction Log or Block.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/sas-expiration-policy"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "maxHours", Doc: "The longest life of a signature, in hours.", Production: 24.0, Test: 24.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		period := r.Get("sasPolicy", "sasExpirationPeriod")
		want := "a period of at most " + strconv.FormatFloat(j.Number("maxHours"), 'f', -1, 64) + " hours, as days.hours:minutes:seconds"
		j.Present(period, want)
		if text, ok := j.TextOf(period); ok && text != "" {
			if hours, valid := periodHours(text); !valid || hours <= 0 || hours > j.Number("maxHours") {
				j.Violated(period, want)
			}
		}
	},
}
