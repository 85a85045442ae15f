package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafMethods = &rule.Rule{
	ID:       "TDM-WAF-012",
	Title:    "Only methods that the application has reach it",
	Why:      "Methods like TRACE and CONNECT, and those that no handler expects, are answered by frameworks and servers, not by the application.",
	Fix:      "Add a custom rule with ruleType MatchRule and action Block on RequestMethod, operator Equal, negateCondition true, with the methods that are used.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-custom-rules"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "methods", Doc: "the methods that may be let through, separated by spaces", Production: "GET HEAD OPTIONS POST PUT PATCH DELETE", Test: "GET HEAD OPTIONS POST PUT PATCH DELETE"},
	},
	Scope: rule.OneResource,
	Types: edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		methods := strings.Fields(j.Text("methods"))
		edgeCustomRule(r, j, "an enabled MatchRule that blocks all methods but some of "+j.Text("methods"), func(c rule.Value) bool {
			conditions := edgeConditions(c)
			ok := edgeRuleIs(c, "MatchRule", "Block") && len(conditions) == 1
			for _, m := range conditions {
				values := m.Get("matchValue").Items()
				ok = ok && edgeCondition(m, "Equal", true) && strings.EqualFold(m.Get("matchVariable").Text(), "RequestMethod") && edgeHas(values, "GET")
				for _, v := range values {
					ok = ok && slices.Contains(methods, strings.ToUpper(v.Text()))
				}
			}
			return ok
		})
	},
}
