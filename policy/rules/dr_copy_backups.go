package rules

import "github.com/tandem-platform/tandem/policy/rule"

// drBackupPlaces are where backups may be kept, the weakest first.
var drBackupPlaces = drRanked("Local", "Zone", "Geo", "GeoZone")

var drCopyBackups = &rule.Rule{
	ID:       "TDM-DR-011",
	Title:    "Backups of both databases of a failover group are kept equally safe",
	Why:      "After a failover only the secondary is backed up; if its backups lie in one place only, the system is a fault away from losing them.",
	Fix:      "Give both azure-native:sql:Database resources the same requestedBackupStorageRedundancy, the safer of the two.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, pair := range drDatabases(g, j) {
			pair.same(j, "Geo", drBackupPlaces, "requestedBackupStorageRedundancy")
		}
	},
}
