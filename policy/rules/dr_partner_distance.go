package rules

import (
	"fmt"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/policy/rule"
)

var drPartnerDistance = &rule.Rule{
	ID:       "TDM-DR-002",
	Title:    "The partner of a failover group is in another, distant region",
	Why:      "What takes one region down, a storm, a flood, a power grid, takes a close one down with it.",
	Fix:      "Let partnerServers of the azure-native:sql:FailoverGroup name a server whose location is another region, at least 300 km away.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:05"), rule.WAF("RE:09")},
	Sources: []string{
		"https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db",
		"https://learn.microsoft.com/azure/reliability/cross-region-replication-azure",
	},
	Since:  "0.1.0",
	Params: []rule.Param{{Name: "kilometres", Doc: "The least distance between the two regions.", Production: float64(topology.MinDistance), Test: float64(topology.MinDistance)}},
	Scope:  rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, group := range g.OfType(typeFailoverGroup) {
			home, known := sqlServerOf(g, group)
			if !known {
				j.On(group).NotYetKnown(group.Get("serverName"))
				continue
			}
			partners, _, open := drReferences(g, group, "partnerServers", "id", typeServer)
			for _, v := range open {
				j.On(group).NotYetKnown(v)
			}
			for _, partner := range partners {
				if home != nil && partner != home && astray(g, home) == "" && astray(g, partner) == "" {
					demandDistance(j, group, home, partner)
				}
			}
		}
	},
}

// demandDistance demands that two servers are far apart. A region that the table
// does not know is only held to be another.
func demandDistance(j *rule.Judge, group, home, partner *rule.Resource) {
	from, ok := drRegion(j, home)
	to, also := drRegion(j, partner)
	if !ok || !also {
		return
	}
	list := group.Get("partnerServers")
	if from == to {
		j.On(group).ViolatedAs(list, "a server in "+drShown(partner, to)+", where the group's own is", "a server in another region")
		return
	}
	a, known := topology.LookupRegion(from)
	b, both := topology.LookupRegion(to)
	least := j.Number("kilometres")
	if known && both && topology.Distance(a, b) < least {
		j.On(group).ViolatedAs(list, fmt.Sprintf("a server in %s, %.0f km from %s", drShown(partner, to), topology.Distance(a, b), drShown(home, from)), fmt.Sprintf("at least %.0f km", least))
	}
}

// drShown is a resource's region as a finding may tell it.
func drShown(r *rule.Resource, region string) string { return shown(r.Get("location"), region) }

// drRegion is the region of a resource as ARM spells it.
func drRegion(j *rule.Judge, r *rule.Resource) (string, bool) {
	v := r.Get("location")
	if v.Absent() || v.Unknown() {
		j.On(r).NotYetKnown(v)
		return "", false
	}
	text, ok := j.On(r).TextOf(v)
	return plainRegion(text), ok
}
