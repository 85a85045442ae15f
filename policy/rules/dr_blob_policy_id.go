package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobPolicyID = &rule.Rule{
	ID:       "TDM-DR-053",
	Title:    "The source takes the policy id that the destination gave",
	Why:      "Azure gives the id when the destination has its policy. With default on the source, or with an id of one's own, the two policies are two, and nothing is copied.",
	Fix:      "Set objectReplicationPolicyId to default on the destination, and on the source to the destination's policyId, with each rule's ruleId.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-configure"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ways, _ := blobWays(g, j)
		for _, w := range ways {
			id := w.policy.Get("objectReplicationPolicyId")
			switch {
			case w.onDestination():
				if given, ok := j.On(w.policy).TextOf(id); ok && given != "default" && given != givenID(w.policy) || id.Absent() {
					j.On(w.policy).Violated(id, "default, or the id that Azure gave")
				}
			case w.onSource():
				demandGivenID(j.On(w.policy), w, id)
			}
		}
	},
}

// givenID is the id that Azure gave a policy, "" while it is not known.
func givenID(policy *rule.Resource) string {
	if id := policy.Get("policyId").Text(); id != "" || policy.ARMID() == "" {
		return id
	}
	return policy.ARMID()[strings.LastIndexByte(policy.ARMID(), '/')+1:]
}

// demandGivenID judges the id of a source's policy and the ids of its rules.
func demandGivenID(j *rule.Judge, w *blobWay, id rule.Value) {
	if id.Unknown() {
		j.NotYetKnown(id)
		return
	}
	given, ok := j.TextOf(id)
	wrong := w.twin != nil && givenID(w.twin.policy) != "" && given != givenID(w.twin.policy)
	if id.Absent() || ok && (given == "default" || given == "" || wrong) {
		j.Violated(id, "the policyId of the destination's policy")
		return
	}
	for _, r := range w.rules {
		j.Present(r.value.Get("ruleId"), "the ruleId of the destination's rule")
	}
}
