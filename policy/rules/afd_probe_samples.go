package rules

import (
	"fmt"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdProbeSamples = &rule.Rule{
	ID:       "TDM-AFD-039",
	Title:    "One lost probe does not take an origin out, most lost ones do",
	Why:      "If all samples must be good, a single lost packet moves the traffic of a region; if few need be, an origin that fails half of its requests stays.",
	Fix:      "Set loadBalancingSettings.sampleSize to 4 and successfulSamplesRequired to 3.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/health-probes", "https://learn.microsoft.com/azure/frontdoor/routing-methods"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOriginGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Get("healthProbeSettings").Absent() {
			return
		}
		needed := r.Get("loadBalancingSettings", "successfulSamplesRequired")
		samples, ok1 := edgeNumber(j, r.Get("loadBalancingSettings", "sampleSize"), 4)
		good, ok2 := edgeNumber(j, needed, 3)
		if ok1 && ok2 && (good >= samples || 2*good < samples) {
			j.ViolatedAs(needed, fmt.Sprintf("%g of %g", good, samples), "at least half of sampleSize, and less than all")
		}
	},
}
