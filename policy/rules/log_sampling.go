package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logSampling = &rule.Rule{
	ID:       "TDM-LOG-025",
	Title:    "Application Insights keeps the telemetry that it is sent",
	Why:      "What ingestion drops is dropped at random: the request that explains an outage or an intrusion is gone, and alerts on counts see a fraction.",
	Fix:      "Leave samplingPercentage of the component out, or set it to 100; sample in the application, where errors can be exempt.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/app/sampling"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "percentage", Doc: "The least share of the telemetry that is kept, in percent.", Production: 100.0, Test: 10.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeInsights},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtLeast(r.Get("samplingPercentage"), 100.0, j.Number("percentage"))
	},
}
