package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// drCopy is a database of a failover group, the partner's server and what is
// there of it: a database of the same name, or else a copy that lies elsewhere
// or bears another name. Both may be nil.
type drCopy struct {
	primary, partner *rule.Resource
	there, elsewhere *rule.Resource
}

// drCopies lists the databases of failover groups with their copies. What cannot
// be told yet is reported; then nothing is said of the database.
func drCopies(g *rule.Graph, j *rule.Judge) []drCopy {
	var copies []drCopy
	for _, group := range g.OfType(typeFailoverGroup) {
		partners, _, open := drReferences(g, group, "partnerServers", "id", typeServer)
		databases, _, unlisted := drReferences(g, group, "databases", "", typeDatabase)
		for _, v := range append(open, unlisted...) {
			j.On(group).NotYetKnown(v)
		}
		for _, partner := range partners {
			for _, primary := range databases {
				if c, told := drCopyOf(g, j, primary, partner); told {
					copies = append(copies, c)
				}
			}
		}
	}
	return copies
}

func drCopyOf(g *rule.Graph, j *rule.Judge, primary, partner *rule.Resource) (c drCopy, told bool) {
	c, told = drCopy{primary: primary, partner: partner}, true
	var open []*rule.Resource // on the partner's server, and may bear the name
	for _, db := range g.OfType(typeDatabase) {
		if db == primary {
			continue
		}
		server, known := sqlServerOf(g, db)
		source, _ := drSource(g, db)
		same := strings.EqualFold(rule.AzureName(db), rule.AzureName(primary)) || db.Get("databaseName").Unknown() && source == primary
		switch {
		case !known && (same || source == primary):
			j.On(db).NotYetKnown(db.Get("serverName"))
			told = false
		case known && server == partner && same:
			if rule.Unnamed(db) && !slices.Contains(db.PropertyDependencies["databaseName"], primary.URN) {
				j.On(db).NotYetKnown(db.Get("databaseName"))
			}
			c.there = drFirst(c.there, db)
		case source == primary:
			c.elsewhere = drFirst(c.elsewhere, db)
		case server == partner && drMayBear(g, db, primary):
			open = append(open, db)
		}
	}
	for _, db := range open {
		if c.there == nil {
			j.On(db).NotYetKnown(db.Get("databaseName"))
			told = false
		}
	}
	return c, told
}

// drMayBear reports whether a database without a known name may come to bear the
// primary's: what the name comes from is not told, or is the primary.
func drMayBear(g *rule.Graph, db, primary *rule.Resource) bool {
	if !rule.Unnamed(db) {
		return false
	}
	from, told := g.Refers(db, db.Get("databaseName"), typeDatabase)
	return !told || from == primary
}

// drFirst is that of two resources whose URN comes first, so that the order of
// resources tells nothing.
func drFirst(a, b *rule.Resource) *rule.Resource {
	if a == nil || b.URN < a.URN {
		return b
	}
	return a
}
