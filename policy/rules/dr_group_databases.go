package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drGroupDatabases = &rule.Rule{
	ID:       "TDM-DR-006",
	Title:    "A failover group lists databases of its own server",
	Why:      "A group that lists something else fails to deploy, or leaves the database that was meant without protection.",
	Fix:      "Let databases of the azure-native:sql:FailoverGroup hold ids of databases on the server in serverName.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/failover-group-configure-sql-db"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, group := range g.OfType(typeFailoverGroup) {
			home, known := sqlServerOf(g, group)
			listed, stray, open := drReferences(g, group, "databases", "", typeDatabase)
			for _, v := range stray {
				j.On(group).Violated(v, "the id of a database of this system")
			}
			for _, v := range open {
				j.On(group).NotYetKnown(v)
			}
			for _, db := range listed {
				if known {
					demandHome(g, j, group, home, db)
				} else {
					j.On(group).NotYetKnown(group.Get("serverName"))
				}
			}
		}
	},
}

// demandHome demands that a database that a group lists lies on the group's server.
func demandHome(g *rule.Graph, j *rule.Judge, group, home, db *rule.Resource) {
	at, known := sqlServerOf(g, db)
	switch {
	case !known:
		j.On(db).NotYetKnown(db.Get("serverName"))
	case at == home || home == nil:
	case at == nil:
		j.On(db).Violated(db.Get("serverName"), "the server of the failover group "+group.Name)
	default:
		j.On(group).ViolatedAs(group.Get("databases"), "a list with "+db.Name+", which is on "+at.Name, "databases on "+home.Name)
	}
}
