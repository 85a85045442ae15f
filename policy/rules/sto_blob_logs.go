package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoBlobLogs = &rule.Rule{
	ID:       "TDM-STO-024",
	Title:    "Reads, writes and deletes of blobs are logged",
	Why:      "After a leak or a loss the log is the only one that says who read or deleted what, and from where; Azure writes none on its own.",
	Fix:      "Give blobServices/default of the account a DiagnosticSetting whose logs have categoryGroup allLogs enabled.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.13 (2.0.0)"), rule.MCSB("LT-3"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/monitor-blob-storage"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		accounts := blobAccounts(g, j)
		logs := settingsOn(g, accounts, "/blobServices/default", typeBlobService)
		for _, account := range accounts {
			logs.demand(g, j, account, "its blob service", []string{"allLogs", "audit"}, "StorageRead", "StorageWrite", "StorageDelete")
		}
	},
}
