package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafCustomRulesEnabled = &rule.Rule{
	ID:       "TDM-WAF-013",
	Title:    "Custom rules are enabled",
	Why:      "A rule that is switched off for a test and forgotten is read by everybody as if it stood.",
	Fix:      "Set enabledState of each item of customRules.rules to Enabled, or remove the rule.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-custom-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		custom, _ := j.ItemsOf(r.Get("customRules", "rules"))
		for _, c := range custom {
			j.OneOf(c.Get("enabledState"), "Enabled", "Enabled")
		}
	},
}
