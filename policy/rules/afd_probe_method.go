package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdProbeMethod = &rule.Rule{
	ID:       "TDM-AFD-037",
	Title:    "Health probes use HEAD",
	Why:      "Every edge location probes every origin: bodies that nobody reads are a load of their own.",
	Fix:      "Set healthProbeSettings.probeRequestType to HEAD.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("CO:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/health-probes"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOriginGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if probe := r.Get("healthProbeSettings"); !probe.Absent() {
			j.OneOf(probe.Get("probeRequestType"), nil, "HEAD")
		}
	},
}
