package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafPrevention = &rule.Rule{
	ID:       "TDM-WAF-002",
	Title:    "Firewall policies prevent, not only detect",
	Why:      "In detection mode an attack is written down and let through.",
	Fix:      "Set policySettings.mode to Prevention.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-policy-settings", "https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-best-practices"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeFirewall, typeClassicFirewall},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("policySettings", "mode"), "Detection", "Prevention")
	},
}
