package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafRateLimit = &rule.Rule{
	ID:       "TDM-WAF-010",
	Title:    "Every caller is held to a rate",
	Why:      "Without a rate limit one caller can fill both stamps, guess passwords as fast as they answer, and read everything that it may read.",
	Fix:      "Add a custom rule with ruleType RateLimitRule, action Block, and an IPMatch of SocketAddr on 0.0.0.0/0 and ::/0.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-5"), rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-rate-limit"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		edgeCustomRule(r, j, "an enabled RateLimitRule that blocks and holds for every address of IPv4 and IPv6", func(c rule.Value) bool {
			return edgeRuleIs(c, "RateLimitRule", "Block") && edgeMatchesAll(c)
		})
	},
}
