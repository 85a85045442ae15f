package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drDatabaseInGroup = &rule.Rule{
	ID:       "TDM-DR-001",
	Title:    "Every database is in a failover group",
	Why:      "A database outside the group stays behind in the lost region, and with it the system.",
	Fix:      "Add the database's id to databases of the azure-native:sql:FailoverGroup of its server.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		grouped := map[*rule.Resource]bool{}
		waits := false
		for _, group := range g.OfType(typeFailoverGroup) {
			ids, complete := j.On(group).ItemsOf(group.Get("databases"))
			waits = waits || !complete
			for _, id := range ids {
				if db, known := g.Refers(group, id, typeDatabase); known && db != nil {
					grouped[db] = true
				}
			}
		}
		for _, db := range g.OfType(typeDatabase) {
			mode, ok := j.On(db).TextOf(db.Get("createMode"))
			if ok && mode == "Secondary" || grouped[db] || waits {
				continue
			}
			j.On(db).Missing("in no failover group", "a failover group that lists it")
		}
	},
}
