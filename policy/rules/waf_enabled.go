package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafEnabled = &rule.Rule{
	ID:       "TDM-WAF-001",
	Title:    "Firewall policies are enabled",
	Why:      "A policy that is disabled is passed by every request, while the endpoint looks guarded.",
	Fix:      "Set policySettings.enabledState to Enabled.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-policy-settings"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeFirewall, typeClassicFirewall},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("policySettings", "enabledState"), "Enabled", "Enabled")
	},
}
