package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafBlockStatus = &rule.Rule{
	ID:       "TDM-WAF-016",
	Title:    "Blocked requests are answered with an error",
	Why:      "A blocked request that is answered like a good one is kept by caches, hides from monitors, and is retried by no client as it should.",
	Fix:      "Set policySettings.customBlockResponseStatusCode to 403, or leave it out.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-configure-custom-response-code"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtLeast(r.Get("policySettings", "customBlockResponseStatusCode"), 403.0, 400)
	},
}
