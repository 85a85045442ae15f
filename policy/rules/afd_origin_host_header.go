package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdOriginHostHeader = &rule.Rule{
	ID:       "TDM-AFD-031",
	Title:    "Origins are asked by their own host name",
	Why:      "App Service and storage choose the site or account by the host header: with that of the edge they answer 404 or somebody else.",
	Fix:      "Set originHostHeader to the same value as hostName.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/origin"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOrigin},
	Check: func(r *rule.Resource, j *rule.Judge) {
		address, header := r.Get("hostName"), r.Get("originHostHeader")
		j.Present(address, "the host name of the origin")
		host, ok := j.TextOf(address)
		switch {
		case !ok || edgeService(host) == nil:
		case address.Secret() && !header.Unknown() && !strings.EqualFold(header.Text(), host):
			j.Violated(header, "what hostName says")
		default:
			j.OneOf(header, nil, host)
		}
	},
}
