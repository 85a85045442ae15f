package rules

import (
	"strconv"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/policy/rule"
)

var sysDistance = &rule.Rule{
	ID:       "TDM-SYS-002",
	Title:    "The stamps lie in different regions, far from one another",
	Why:      "One storm, flood or failed grid reaches everything within a few hundred kilometres; two stamps in it are one.",
	Fix:      "Set location of one stamp's resources to a region at least 300 km from the other's.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.MCSB("BR-1")},
	Sources:  []string{"https://learn.microsoft.com/azure/reliability/regions-overview"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "kilometres", Doc: "The distance of two stamps, at least.", Production: float64(topology.MinDistance), Test: float64(topology.MinDistance)}},
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		if !judgeGroupsKnown(g, j) {
			return
		}
		regions, stamps := regionsOf(g), stampsOf(g)
		for _, a := range stamps {
			for _, b := range stamps {
				here, ok := topology.LookupRegion(regions[a])
				there, found := topology.LookupRegion(regions[b])
				group := groupTagged(g, b)
				if a >= b || !ok || !found || group == nil {
					continue
				}
				if away := topology.Distance(here, there); away < j.Number("kilometres") {
					j.On(group).ViolatedAs(group.Get("location"), strconv.Itoa(int(away))+" km from stamp "+a,
						"a region at least "+strconv.Itoa(int(j.Number("kilometres")))+" km away")
				}
			}
		}
	},
}
