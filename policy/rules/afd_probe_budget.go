package rules

import (
	"fmt"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdProbeBudget = &rule.Rule{
	ID:       "TDM-AFD-038",
	Title:    "A lost origin leaves the rotation within the recovery budget",
	Why:      "Until enough probes have failed, the edge sends requests to the lost region; that time is part of every recovery and cannot be made up later.",
	Fix:      "Lower healthProbeSettings.probeIntervalInSeconds, 5 at least, so that interval times failing probes (sampleSize - successfulSamplesRequired + 1) is within the parameter seconds.",
	Severity: rule.High,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/health-probes"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "seconds", Doc: "the time until a lost origin must be out of rotation", Production: 60.0, Test: 120.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeEdgeOriginGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		probe := r.Get("healthProbeSettings")
		if probe.Absent() {
			return
		}
		every := probe.Get("probeIntervalInSeconds")
		interval, ok1 := edgeNumber(j, every, 240)
		samples, ok2 := edgeNumber(j, r.Get("loadBalancingSettings", "sampleSize"), 4)
		good, ok3 := edgeNumber(j, r.Get("loadBalancingSettings", "successfulSamplesRequired"), 3)
		if !ok1 || !ok2 || !ok3 {
			return
		}
		failing := max(samples-good+1, 1)
		if took := interval * failing; interval < 5 {
			j.AtLeast(every, nil, 5)
		} else if took > j.Number("seconds") {
			j.ViolatedAs(every, fmt.Sprintf("%g, and %g probes must fail: %g s", interval, failing, took), fmt.Sprintf("at most %g s until the origin is out", j.Number("seconds")))
		}
	},
}
