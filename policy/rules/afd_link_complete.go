package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdLinkComplete = &rule.Rule{
	ID:       "TDM-AFD-027",
	Title:    "Requests for a private link say what they are for",
	Why:      "The owner of the target approves by the message; one without it, or without target, part or place, is never approved or approved blindly.",
	Fix:      "Set groupId, privateLink.id, privateLinkLocation and requestMessage of sharedPrivateLinkResource.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/private-link"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOrigin},
	Check: func(r *rule.Resource, j *rule.Judge) {
		link := r.Get("sharedPrivateLinkResource")
		if link.Absent() {
			return
		}
		j.Present(link.Get("privateLink", "id"), "the id of the target")
		j.Present(link.Get("privateLinkLocation"), "a region that has Front Door's private links")
		j.Present(link.Get("requestMessage"), "a message by which the request is recognised")
		j.Present(link.Get("groupId"), "the target's sub-resource, such as sites or blob")
		if status, ok := j.TextOf(link.Get("status")); ok && containsFold([]string{"Rejected", "Disconnected", "Timeout"}, status) {
			j.Violated(link.Get("status"), "a link that is pending or approved")
		}
	},
}
