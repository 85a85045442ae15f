package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdOriginPrivate = &rule.Rule{
	ID:       "TDM-AFD-026",
	Title:    "Origins are reached by private link",
	Why:      "An origin with an address on the Internet can be attacked around the firewall, and one forgotten restriction is enough.",
	Fix:      "Set sharedPrivateLinkResource of the origin with privateLink.id, groupId, privateLinkLocation and requestMessage.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/private-link", "https://learn.microsoft.com/azure/frontdoor/origin-security"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, o := range g.OfType(typeEdgeOrigin) {
			link, host := o.Get("sharedPrivateLinkResource"), o.Get("hostName")
			profile, known := edgeParent(g, o, "profileName", typeEdgeProfile)
			switch {
			case link.Unknown():
				j.On(o).NotYetKnown(link)
			case !link.Absent():
			case !known:
				j.On(o).NotYetKnown(o.Get("profileName"))
			case profile == nil || strings.EqualFold(profile.Get("sku", "name").Text(), "Standard_AzureFrontDoor"):
			case profile.Get("sku", "name").Unknown():
				j.On(profile).NotYetKnown(profile.Get("sku", "name"))
			case host.Unknown():
				j.On(o).NotYetKnown(host)
			case edgeService(host.Text()) != nil:
				j.On(o).Violated(link, "a private link to "+shown(host, host.Text()))
			}
		}
	},
}
