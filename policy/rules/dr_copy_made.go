package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drCopyMade = &rule.Rule{
	ID:       "TDM-DR-008",
	Title:    "The secondary is made as the copy of its primary, on the partner's server",
	Why:      "A database that only bears the same name is empty, or old: the failover group cannot take it in, and data is lost by whoever believes in it.",
	Fix:      "Set createMode of the azure-native:sql:Database to \"Secondary\", sourceDatabaseId to the primary's id, serverName to the partner's server and databaseName to the primary's.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:05"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/active-geo-replication-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, db := range g.OfType(typeDatabase) {
			demandSource(g, j.On(db), db)
		}
		for _, c := range drCopies(g, j) {
			if c.there != nil {
				j.On(c.there).OneOf(c.there.Get("createMode"), "Default", "Secondary", "OnlineSecondary")
				if source, _ := drSource(g, c.there); source != nil && source != c.primary {
					j.On(c.there).ViolatedAs(c.there.Get("sourceDatabaseId"), "the id of "+source.Name, "the id of "+c.primary.Name)
				}
			} else if c.elsewhere != nil {
				demandPlace(g, j, c)
			}
		}
	},
}

// demandSource demands that a copy names a database of the system as its source.
func demandSource(g *rule.Graph, j *rule.Judge, db *rule.Resource) {
	v, open := db.Get("sourceDatabaseId"), drCopyOpen(db)
	if !open.Unknown() && !drIsCopy(db) {
		return
	}
	source, known := drSource(g, db)
	switch {
	case open.Unknown():
		if source == nil || source == db {
			j.NotYetKnown(open)
		}
	case !known:
		j.NotYetKnown(v)
	case source == nil:
		j.Violated(v, "the id of a database of this system")
	case source == db:
		j.ViolatedAs(v, "the database itself", "the id of another")
	}
}

// demandPlace reports why a copy is not where the failover group looks for it.
func demandPlace(g *rule.Graph, j *rule.Judge, c drCopy) {
	if server, _ := sqlServerOf(g, c.elsewhere); server != c.partner {
		j.On(c.elsewhere).Violated(c.elsewhere.Get("serverName"), "the name of "+c.partner.Name)
		return
	}
	j.On(c.elsewhere).Violated(c.elsewhere.Get("databaseName"), "the name of "+c.primary.Name)
}
