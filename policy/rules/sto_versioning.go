package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoVersioning = &rule.Rule{
	ID:       "TDM-STO-021",
	Title:    "Blobs keep their former versions",
	Why:      "An overwrite is no delete: without versions, what a bug or a thief wrote over is gone, and object replication refuses the account.",
	Fix:      "Set isVersioningEnabled to true.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/versioning-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeBlobService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("isVersioningEnabled"), false)
	},
}
