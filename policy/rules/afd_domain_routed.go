package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdDomainRouted = &rule.Rule{
	ID:       "TDM-AFD-044",
	Title:    "Custom domains are served by a route",
	Why:      "A domain that points at the edge and that no route serves is an error for its users, and a name that somebody may take over once the domain is deleted there.",
	Fix:      "Add the domain's id to customDomains of a route, or delete the domain and its DNS record.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-10"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/domain", "https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		served := map[*rule.Resource]bool{}
		waits := false
		for _, route := range g.OfType(typeEdgeRoute) {
			domains, complete := j.On(route).ItemsOf(route.Get("customDomains"))
			waits = waits || !complete
			for _, d := range domains {
				r, known := g.Refers(route, d.Get("id"), typeEdgeDomain)
				if !known {
					j.On(route).NotYetKnown(d.Get("id"))
					waits = true
				}
				served[r] = true
			}
		}
		for _, d := range g.OfType(typeEdgeDomain) {
			if !served[d] && !waits {
				j.On(d).Missing("served by no route", "a route with its id among customDomains")
			}
		}
	},
}
