package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appAffinity = &rule.Rule{
	ID:       "TDM-APP-011",
	Title:    "Requests are not bound to one instance",
	Why:      "The affinity cookie sends a user back to one instance, so that load spreads badly and a lost instance loses its users.",
	Fix:      "Set clientAffinityEnabled to false and keep sessions outside of the process.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("PE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-common"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		if kind, known := siteKind(r, j); known && !isFunction(kind) {
			j.False(r.Get("clientAffinityEnabled"), true)
		}
	},
}
