package rules

import (
	"fmt"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobDistance = &rule.Rule{
	ID:       "TDM-DR-057",
	Title:    "Replicas are in another, distant region",
	Why:      "What takes one region down, a storm, a flood, a power grid, takes a close one down with it, and then the copy is as lost as the original.",
	Fix:      "Let destinationAccount be an account whose location is another region, at least 300 km away.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/reliability/cross-region-replication-azure"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "kilometres", Doc: "The least distance between the two regions.", Production: float64(topology.MinDistance), Test: float64(topology.MinDistance)},
	},
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ways, _ := blobWays(g, j)
		for _, w := range ways {
			if w.source.resource == nil || w.destination.resource == nil || w.onSource() && w.twin != nil {
				continue
			}
			if astray(g, w.source.resource) != "" || astray(g, w.destination.resource) != "" {
				continue // a rule about places speaks of it
			}
			from, ok := drRegion(j, w.source.resource)
			to, also := drRegion(j, w.destination.resource)
			if !ok || !also {
				continue
			}
			target := w.policy.Get("destinationAccount")
			a, known := topology.LookupRegion(from)
			b, both := topology.LookupRegion(to)
			switch least := j.Number("kilometres"); {
			case from == to:
				j.On(w.policy).ViolatedAs(target, "an account in "+drShown(w.destination.resource, to)+", where the source is", "an account in another region")
			case known && both && topology.Distance(a, b) < least:
				j.On(w.policy).ViolatedAs(target, fmt.Sprintf("an account in %s, %.0f km from %s", drShown(w.destination.resource, to), topology.Distance(a, b), drShown(w.source.resource, from)), fmt.Sprintf("at least %.0f km", least))
			}
		}
	},
}
