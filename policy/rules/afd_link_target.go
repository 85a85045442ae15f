package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdLinkTarget = &rule.Rule{
	ID:       "TDM-AFD-029",
	Title:    "Private links lead to the service that the host name names",
	Why:      "With the link to one stamp and the host name of another the origin never answers, or it answers for the wrong stamp.",
	Fix:      "Set sharedPrivateLinkResource.privateLink.id to the id of the site or account whose host name stands in hostName.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/private-link"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOrigin},
	Check: func(r *rule.Resource, j *rule.Judge) {
		id := r.Get("sharedPrivateLinkResource", "privateLink", "id")
		target, linked := j.TextOf(id)
		address := r.Get("hostName")
		host, named := j.TextOf(address)
		if !linked || !named || edgeService(host) == nil {
			return
		}
		label, _, _ := strings.Cut(strings.ToLower(host), ".")
		name := strings.ToLower(target[strings.LastIndexByte(target, '/')+1:])
		if label != name && !strings.HasPrefix(label, name+"-") { // App Service may put a hash behind the name
			j.Violated(id, "the id of what answers as "+shown(address, host))
		}
	},
}
