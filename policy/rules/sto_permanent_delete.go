package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoPermanentDelete = &rule.Rule{
	ID:       "TDM-STO-036",
	Title:    "What is softly deleted cannot be deleted for good before its time",
	Why:      "With permanent deletes allowed, a thief with a token empties the bin, too, and soft delete protects from nothing.",
	Fix:      "Set deleteRetentionPolicy.allowPermanentDelete to false or leave it out.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeBlobService, typeFileService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, policy := range []string{"deleteRetentionPolicy", "containerDeleteRetentionPolicy", "shareDeleteRetentionPolicy"} {
			j.False(r.Get(policy, "allowPermanentDelete"), false)
		}
	},
}
