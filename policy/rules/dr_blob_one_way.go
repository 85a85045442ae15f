package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobOneWay = &rule.Rule{
	ID:       "TDM-DR-055",
	Title:    "No container is both replica and original",
	Why:      "A replica takes no writes: a container that is copied both ways cannot be written anywhere, and a chain passes on its own losses.",
	Fix:      "Give each region containers of its own, each the sourceContainer of one direction and the destinationContainer of no other.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		all, _ := blobWays(g, j)
		ways := soundWays(all)
		for _, w := range ways {
			for _, r := range w.rules {
				for _, other := range ways {
					if other.destination.key != w.source.key {
						continue
					}
					for _, copied := range other.rules {
						if strings.EqualFold(copied.to, r.from) {
							demandOneWay(j, w, r, other, copied)
						}
					}
				}
			}
		}
	},
}

// demandOneWay reports a container that one rule copies from and another rule
// copies to: about the rule that the policy on the other account does not have,
// or else about the first.
func demandOneWay(j *rule.Judge, w *blobWay, r blobRule, other *blobWay, copied blobRule) {
	if w.confirmed(r) && !other.confirmed(copied) {
		j.On(other.policy).Violated(copied.value.Get("destinationContainer"), "a container that is copied nowhere")
		return
	}
	if w.onSource() || !w.confirmed(r) {
		j.On(w.policy).Violated(r.value.Get("sourceContainer"), "a container that is no replica")
	}
}
