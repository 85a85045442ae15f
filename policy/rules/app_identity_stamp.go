package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appIdentityStamp = &rule.Rule{
	ID:       "TDM-APP-024",
	Title:    "The identity of a site belongs to the stamp of the site",
	Why:      "With one identity in both stamps a break-in in one has the rights of both, and the loss of a region takes the identity of the other.",
	Fix:      "List in identity.userAssignedIdentities an identity of the same stamp (tag \"stamp\"), one for each.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.MCSB("PA-7"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, site := range g.OfType(sites...) {
			stamp := g.Stamp(site)
			if stamp == "" {
				continue
			}
			for _, listed := range identitiesOf(site) {
				identity, known := g.Refers(site, listed.id, typeIdentity)
				if !known {
					j.On(site).NotYetKnown(listed.at)
				}
				if identity == nil {
					continue
				}
				if other := g.Stamp(identity); other != "" && other != stamp {
					j.On(site).ViolatedAs(listed.at, "an identity of "+other, "an identity of "+stamp)
				}
			}
		}
	},
}
