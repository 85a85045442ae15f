package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoContainerPrivate = &rule.Rule{
	ID:       "TDM-STO-004",
	Title:    "No blob container is open to anonymous readers",
	Why:      "With access Blob or Container everybody reads the data without signing in, as soon as the account allows it.",
	Fix:      "Set publicAccess to None.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.7 (2.0.0)"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeBlobContainer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("publicAccess"), "None", "None")
	},
}
