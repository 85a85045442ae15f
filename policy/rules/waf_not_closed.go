package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafNotClosed = &rule.Rule{
	ID:       "TDM-WAF-019",
	Title:    "No rule blocks everybody",
	Why:      "A match rule on all addresses with the action Block closes the site to all its users.",
	Fix:      "Narrow matchConditions, or set ruleType to RateLimitRule where a rate is meant.",
	Severity: rule.High,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-custom-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		custom, _ := j.ItemsOf(r.Get("customRules", "rules"))
		for _, c := range custom {
			open := edgeRuleOpen(c, "MatchRule", "Block")
			if conditions := c.Get("matchConditions"); conditions.HasUnknown() {
				j.NotYetKnown(conditions)
			} else if open.Unknown() && edgeMatchesAll(c) {
				j.NotYetKnown(open)
			} else if edgeRuleIs(c, "MatchRule", "Block") && edgeMatchesAll(c) {
				j.ViolatedAs(c.Get("action"), "Block for every request", "conditions that some requests do not meet")
			}
		}
	},
}
