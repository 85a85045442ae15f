package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logInsightsAddresses = &rule.Rule{
	ID:       "TDM-LOG-013",
	Title:    "Application Insights does not keep visitors' addresses",
	Why:      "Addresses are personal data; in telemetry they are kept, copied and read by many without anybody having decided so. The edge's access logs have them, under fewer eyes.",
	Fix:      "Leave disableIpMasking of the component out, or set it to false.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-1"), rule.WAF("SE:03")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/app/ip-collection"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeInsights},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("disableIpMasking"), false)
	},
}
