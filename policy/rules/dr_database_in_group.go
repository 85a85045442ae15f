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
		grouped, of, open := drGrouped(g, j)
		for _, db := range sqlUserDatabases(g) {
			if grouped[db] || drIsCopy(db) {
				continue
			}
			if mode := db.Get("createMode"); mode.Unknown() {
				j.On(db).NotYetKnown(mode)
				continue
			}
			if open {
				continue
			}
			server, _ := sqlServerOf(g, db)
			if group := of[server]; group != nil {
				j.On(group).ViolatedAs(group.Get("databases"), "without "+db.Name, "every database of the server, "+db.Name+" among them")
				continue
			}
			j.On(db).Missing("in no failover group", "a failover group that lists it")
		}
	},
}

// drGrouped are the databases that failover groups list, and the group of each
// server that has one. open is set while a list is not known.
func drGrouped(g *rule.Graph, j *rule.Judge) (grouped map[*rule.Resource]bool, of map[*rule.Resource]*rule.Resource, open bool) {
	grouped, of = map[*rule.Resource]bool{}, map[*rule.Resource]*rule.Resource{}
	for _, group := range g.OfType(typeFailoverGroup) {
		if server, _ := sqlServerOf(g, group); server != nil {
			of[server] = drFirst(of[server], group)
		}
		listed, _, unknown := drReferences(g, group, "databases", "", typeDatabase)
		for _, db := range listed {
			grouped[db] = true
		}
		for _, v := range unknown {
			j.On(group).NotYetKnown(v)
			open = true
		}
	}
	return grouped, of, open
}
