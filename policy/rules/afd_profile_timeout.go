package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdProfileTimeout = &rule.Rule{
	ID:       "TDM-AFD-005",
	Title:    "An origin that does not answer is given up in time",
	Why:      "Requests that wait for a dead origin pile up at the edge and in the callers, and a failover looks longer than it is; with too little time slow answers are cut off.",
	Fix:      "Set originResponseTimeoutSeconds to a number from 16 to the parameter most.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/troubleshoot-issues"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "most", Doc: "the longest time in seconds that an origin may take to answer", Production: 60.0, Test: 60.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeEdgeProfile},
	Check: func(r *rule.Resource, j *rule.Judge) {
		edgeBetween(j, r.Get("originResponseTimeoutSeconds"), nil, 16, j.Number("most"))
	},
}
