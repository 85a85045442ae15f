package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoShareSoftDelete = &rule.Rule{
	ID:       "TDM-STO-029",
	Title:    "Deleted file shares can be brought back for a month",
	Why:      "A share that is deleted takes all files in it along; soft delete is the only way back that needs no backup.",
	Fix:      "Set shareDeleteRetentionPolicy.enabled to true and shareDeleteRetentionPolicy.days to at least 30.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/files/storage-files-prevent-file-share-deletion"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "days", Doc: "The days for which at least what was deleted is kept.", Production: 30.0, Test: 7.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeFileService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("shareDeleteRetentionPolicy", "enabled"), nil)
		j.AtLeast(r.Get("shareDeleteRetentionPolicy", "days"), nil, j.Number("days"))
	},
}
