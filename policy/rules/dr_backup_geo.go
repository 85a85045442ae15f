package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drBackupGeo = &rule.Rule{
	ID:        "TDM-DR-012",
	Title:     "Backups of databases are kept in a second region, too",
	Why:       "A deletion or a broken release is copied to the secondary within seconds; what then has to be restored must not be lost with the region.",
	Fix:       "Set requestedBackupStorageRedundancy of the azure-native:sql:Database to \"Geo\" or \"GeoZone\".",
	Severity:  rule.High,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.MCSB("BR-1"), rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:   []string{"https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeDatabase},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("requestedBackupStorageRedundancy"), "Geo", "Geo", "GeoZone")
	},
}
