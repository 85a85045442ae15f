package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoServiceLogs = &rule.Rule{
	ID:       "TDM-STO-025",
	Title:    "Queues, tables and file shares that are used are logged",
	Why:      "Each service of an account has its own log: that of the blobs says nothing of who read a queue, a table or a share.",
	Fix:      "Give queueServices/default, tableServices/default or fileServices/default of the account a DiagnosticSetting whose logs have categoryGroup allLogs enabled.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.5 (2.0.0)"), rule.CIS("3.14 (2.0.0)"), rule.MCSB("LT-3"), rule.WAF("SE:10")},
	Sources: []string{
		"https://learn.microsoft.com/azure/storage/queues/monitor-queue-storage",
		"https://learn.microsoft.com/azure/storage/tables/monitor-table-storage",
	},
	Since: "0.1.0",
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, s := range []struct{ holds, service, suffix, says string }{
			{"azure-native:storage:Queue", typeQueueService, "/queueServices/default", "its queues"},
			{"azure-native:storage:Table", typeTableService, "/tableServices/default", "its tables"},
			{"azure-native:storage:FileShare", typeFileService, "/fileServices/default", "its file shares"},
		} {
			used := map[*rule.Resource]bool{}
			for _, r := range g.OfType(s.holds) {
				account, _ := named(g, j, r, "accountName", typeStorageAccount)
				used[account] = true
			}
			if len(used) == 0 {
				continue
			}
			accounts := g.OfType(typeStorageAccount)
			logs := settingsOn(g, accounts, s.suffix, s.service)
			for _, account := range accounts {
				if used[account] {
					logs.demand(g, j, account, s.says, []string{"allLogs", "audit"}, "StorageRead", "StorageWrite", "StorageDelete")
				}
			}
		}
	},
}
