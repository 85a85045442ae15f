package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlAuditMonitor = &rule.Rule{
	ID:       "TDM-SQL-011",
	Title:    "SQL audit records go to Azure Monitor",
	Why:      "Files in a storage account are read by nobody and raise no alert; in a workspace they can be searched beside all other logs.",
	Fix:      "Set isAzureMonitorTargetEnabled of the azure-native:sql:ServerBlobAuditingPolicy to true.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-5"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/auditing-setup"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sqlAuditTypes,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("isAzureMonitorTargetEnabled"), false)
	},
}
