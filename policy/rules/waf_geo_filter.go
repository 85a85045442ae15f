package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafGeoFilter = &rule.Rule{
	ID:       "TDM-WAF-017",
	Title:    "Only countries in which there are users are let in",
	Why:      "Requests from where no user is are scans and attacks, and cost what all others cost.",
	Fix:      "Add a custom rule with action Block on SocketAddr, operator GeoMatch, negateCondition true, with the countries that are served.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "Which countries a system serves is its own decision, and many serve all.",
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-geo-filtering"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		edgeCustomRule(r, j, "an enabled MatchRule that blocks all but named countries", func(c rule.Value) bool {
			return edgeRuleIs(c, "MatchRule", "Block") && slices.ContainsFunc(edgeConditions(c), func(m rule.Value) bool { return edgeCondition(m, "GeoMatch", true) })
		})
	},
}
