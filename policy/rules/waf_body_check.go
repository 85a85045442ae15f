package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafBodyCheck = &rule.Rule{
	ID:       "TDM-WAF-015",
	Title:    "Firewall policies inspect request bodies",
	Why:      "Most attacks travel in what is posted; without the check the managed rules see only the address and the headers.",
	Fix:      "Set policySettings.requestBodyCheck to Enabled.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-policy-settings"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("policySettings", "requestBodyCheck"), nil, "Enabled")
	},
}
