package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoBlobSoftDelete = &rule.Rule{
	ID:       "TDM-STO-019",
	Title:    "Deleted blobs can be brought back for a month",
	Why:      "A wrong script, or a thief with a token, deletes in seconds; replication deletes the copy soon after. Soft delete is what is left, and a region can be lost for longer than a week.",
	Fix:      "Set deleteRetentionPolicy.enabled to true and deleteRetentionPolicy.days to at least 30.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.11 (2.0.0)"), rule.MCSB("BR-1"), rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview"},
	Since:    "0.1.0",
	Params:   softDeleteParams,
	Scope:    rule.OneResource,
	Types:    []string{typeBlobService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		judgeSoftDelete(j, r.Get("deleteRetentionPolicy"))
	},
}

var softDeleteParams = []rule.Param{
	{Name: "days", Doc: "The days for which at least what was deleted is kept.", Production: 30.0, Test: 7.0},
}

// judgeSoftDelete demands that a retention policy keeps what was deleted.
func judgeSoftDelete(j *rule.Judge, policy rule.Value) {
	j.True(policy.Get("enabled"), nil)
	j.AtLeast(policy.Get("days"), nil, j.Number("days"))
}
