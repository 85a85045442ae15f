package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdOriginPort = &rule.Rule{
	ID:       "TDM-AFD-025",
	Title:    "Origins among Azure's services are asked on port 443",
	Why:      "Private links and App Service know no other port: requests to it are lost.",
	Fix:      "Set httpsPort to 443. Origins of other hosts, without a private link, are not judged.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.MCSB("NS-2")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/origin"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOrigin},
	Check: func(r *rule.Resource, j *rule.Judge) {
		host := r.Get("hostName")
		switch {
		case !r.Get("sharedPrivateLinkResource").Absent() || host.Absent() || edgeService(host.Text()) != nil:
			edgeBetween(j, r.Get("httpsPort"), 443.0, 443, 443)
		case host.Unknown():
			j.NotYetKnown(host)
		}
	},
}
