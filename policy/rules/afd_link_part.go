package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdLinkPart = &rule.Rule{
	ID:       "TDM-AFD-028",
	Title:    "Private links reach the part of the target that the host name means",
	Why:      "A link to another sub-resource is approved and then answers with errors, or opens a part that nobody meant to publish.",
	Fix:      "Set sharedPrivateLinkResource.groupId to sites for App Service, blob for blob storage, web for static websites.",
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
		if host, ok := j.TextOf(r.Get("hostName")); ok {
			if parts := edgeService(host); parts != nil {
				j.OneOf(link.Get("groupId"), nil, parts...)
			}
		}
	},
}
