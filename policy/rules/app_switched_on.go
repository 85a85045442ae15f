package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSwitchedOn = &rule.Rule{
	ID:       "TDM-APP-064",
	Title:    "Sites are switched on",
	Why:      "A standby that is switched off is found to be so on the day when it is needed.",
	Fix:      "Leave enabled true and hostNamesDisabled false; take a stamp out at the edge.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:09"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/rest/api/appservice/web-apps/create-or-update"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("enabled"), true)
		j.False(r.Get("hostNamesDisabled"), false)
	},
}
