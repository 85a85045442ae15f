package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdProbeProtocol = &rule.Rule{
	ID:       "TDM-AFD-036",
	Title:    "Health probes use HTTPS",
	Why:      "A probe over plain HTTP is redirected or refused by an origin that takes HTTPS only, so that it never sees 200, and it tells nothing of the certificate.",
	Fix:      "Set healthProbeSettings.probeProtocol to Https.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/health-probes"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOriginGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if probe := r.Get("healthProbeSettings"); !probe.Absent() {
			j.OneOf(probe.Get("probeProtocol"), nil, "Https")
		}
	},
}
