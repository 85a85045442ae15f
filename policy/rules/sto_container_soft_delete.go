package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoContainerSoftDelete = &rule.Rule{
	ID:       "TDM-STO-020",
	Title:    "Deleted containers can be brought back for a month",
	Why:      "Soft delete of blobs does not cover a container that is deleted whole: without this, all its blobs are gone at once.",
	Fix:      "Set containerDeleteRetentionPolicy.enabled to true and containerDeleteRetentionPolicy.days to at least 30.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.11 (2.0.0)"), rule.MCSB("BR-1"), rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/soft-delete-container-overview"},
	Since:    "0.1.0",
	Params:   softDeleteParams,
	Scope:    rule.OneResource,
	Types:    []string{typeBlobService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		judgeSoftDelete(j, r.Get("containerDeleteRetentionPolicy"))
	},
}
