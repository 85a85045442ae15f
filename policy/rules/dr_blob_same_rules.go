package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobSameRules = &rule.Rule{
	ID:       "TDM-DR-052",
	Title:    "Both policies of a replication have the same rules",
	Why:      "Azure copies what both sides name. A container that one side has left out looks replicated there, and is not.",
	Fix:      "Give rules of both ObjectReplicationPolicy resources the same sourceContainer and destinationContainer.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-configure"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ways, _ := blobWays(g, j)
		for _, w := range ways {
			if w.twin == nil || !w.onSource() {
				continue
			}
			if wrong := w.unlike(g, j, ways); wrong != nil {
				j.On(wrong.policy).ViolatedAs(wrong.policy.Get("rules"), "others than on "+wrong.twin.policy.Name, "the same rules")
			}
		}
	},
}

// unlike is the policy of a replication whose rules have to be changed to be the
// other's, or nil: the one with a rule that cannot be meant, or else the one
// that lacks a rule.
func (w *blobWay) unlike(g *rule.Graph, j *rule.Judge, ways []*blobWay) *blobWay {
	own, theirs := w.twin.lacking(w), w.lacking(w.twin)
	senseless := func(r blobRule) bool { return !sensible(g, j, ways, w, r) }
	switch {
	case len(own) == 0 && len(theirs) == 0:
		return nil
	case slices.ContainsFunc(own, senseless):
		return w
	case slices.ContainsFunc(theirs, senseless), len(theirs) == 0:
		return w.twin
	}
	return w
}

// lacking lists the rules of another policy that this one does not have.
func (w *blobWay) lacking(other *blobWay) []blobRule {
	var missing []blobRule
	for _, r := range other.rules {
		if !w.says(r) {
			missing = append(missing, r)
		}
	}
	return missing
}

// sensible reports whether a rule of a replication can be meant: its containers
// are there, and none of them is used the other way round.
func sensible(g *rule.Graph, j *rule.Judge, ways []*blobWay, w *blobWay, r blobRule) bool {
	for _, other := range ways {
		back := other.source.key == w.destination.key && other.destination.key == w.source.key
		if back && (other.replicas(r.from) || other.originals(r.to)) {
			return false
		}
	}
	return containerThere(g, j, w.source, r.from) && containerThere(g, j, w.destination, r.to)
}
