package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobBothSides = &rule.Rule{
	ID:       "TDM-DR-051",
	Title:    "Each replication policy stands on both accounts",
	Why:      "Nothing is copied before the source has the policy, too; and a policy that is left on one side only blocks its containers for writing and copies nothing.",
	Fix:      "Make two ObjectReplicationPolicy resources with the same sourceAccount and destinationAccount: first one on the destination's accountName, then one on the source's.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-configure"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ways, complete := blobWays(g, j)
		var single, wrong []*blobWay
		for _, w := range ways {
			switch {
			case w.twin != nil:
			case !w.sound() || (w.policy.Get("objectReplicationPolicyId").Text() == "default") != w.onDestination():
				wrong = append(wrong, w)
			default:
				single = append(single, w)
			}
		}
		for _, w := range wrong {
			j.On(w.policy).ViolatedAs(w.policy.Get("accountName"), "an account that the policy does not fit", "the destination's account with the id default, or the source's with the id that the destination gave")
		}
		if len(wrong) > 0 || !complete {
			return
		}
		foreign := slices.DeleteFunc(slices.Clone(single), func(w *blobWay) bool {
			return w.source.resource != nil && w.destination.resource != nil
		})
		if len(foreign) > 0 {
			single = foreign
		}
		for _, w := range single {
			j.On(w.policy).Missing("alone", "a policy with the same accounts on the other of them")
		}
	},
}
