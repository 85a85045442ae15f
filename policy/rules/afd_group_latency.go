package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdGroupLatency = &rule.Rule{
	ID:       "TDM-AFD-040",
	Title:    "Slower origins are not taken for equal ones without a limit",
	Why:      "Origins within the additional latency count as equally near; a large value sends callers across continents.",
	Fix:      "Set loadBalancingSettings.additionalLatencyInMilliseconds to at most the parameter most.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("PE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/routing-methods"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "most", Doc: "the largest difference in latency, in milliseconds; ramps by weight need 500", Production: 500.0, Test: 500.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeEdgeOriginGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtMost(r.Get("loadBalancingSettings", "additionalLatencyInMilliseconds"), 50.0, j.Number("most"))
	},
}
