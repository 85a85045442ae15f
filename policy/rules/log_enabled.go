package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

// metricsOnly are the types that have no logs to send, as ARM ids write them.
var metricsOnly = []string{"microsoft.network/privateendpoints", "microsoft.web/serverfarms", "microsoft.storage/storageaccounts"}

var logEnabled = &rule.Rule{
	ID:       "TDM-LOG-002",
	Title:    "A diagnostic setting sends all logs, and what it lists is enabled",
	Why:      "A category that is listed but switched off looks like a log in every review and holds nothing on the day when it is read.",
	Fix:      "Set logs to one item with categoryGroup allLogs and enabled true, and enabled to true for each item of metrics.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.MCSB("LT-4"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeDiagnostics},
	Check: func(r *rule.Resource, j *rule.Judge) {
		logs, whole := j.ItemsOf(r.Get("logs"))
		metrics, all := j.ItemsOf(r.Get("metrics"))
		for _, item := range slices.Concat(logs, metrics) {
			j.True(item.Get("enabled"), nil)
		}
		for _, item := range logs {
			if item.Get("category").Absent() {
				j.OneOf(item.Get("categoryGroup"), nil, "allLogs", "audit")
			}
		}
		if len(logs) > 0 || !whole {
			return
		}
		uri := r.Get("resourceUri")
		switch {
		case uri.Unknown():
			j.NotYetKnown(uri)
		case !slices.Contains(metricsOnly, armType(uri.Text())):
			j.Violated(r.Get("logs"), "an item with categoryGroup allLogs")
		case len(metrics) == 0 && all:
			j.Violated(r.Get("metrics"), "an item with category AllMetrics")
		}
	},
}
