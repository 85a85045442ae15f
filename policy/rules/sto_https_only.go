package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoHTTPSOnly = &rule.Rule{
	ID:       "TDM-STO-001",
	Title:    "Storage accounts answer over HTTPS only",
	Why:      "A request over plain HTTP shows its data, and the shared access signature in its address, to everybody on the way.",
	Fix:      "Set enableHttpsTrafficOnly to true.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.1 (2.0.0)"), rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("enableHttpsTrafficOnly"), true)
	},
}
