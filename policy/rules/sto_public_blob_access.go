package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoPublicBlobAccess = &rule.Rule{
	ID:       "TDM-STO-003",
	Title:    "Storage accounts let no container be made public",
	Why:      "While the account allows it, one wrong container setting puts all blobs of it on the internet. The default changed over time, so it is said.",
	Fix:      "Set allowBlobPublicAccess to false.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.7 (2.0.0)"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("allowBlobPublicAccess"), nil)
	},
}
