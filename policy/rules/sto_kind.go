package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoKind = &rule.Rule{
	ID:       "TDM-STO-023",
	Title:    "Storage accounts are of a current kind",
	Why:      "The kinds Storage and BlobStorage are retired step by step and lack what recovery needs: object replication, soft delete of containers and zone redundancy.",
	Fix:      "Set kind to StorageV2, or to BlockBlobStorage or FileStorage for premium.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("AM-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-account-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("kind"), nil, "StorageV2", "BlockBlobStorage", "FileStorage")
	},
}
