package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdSiteLocked = &rule.Rule{
	ID:       "TDM-AFD-047",
	Title:    "The site of an origin answers this Front Door alone",
	Why:      "An origin that answers others than this profile is reached around the firewall; Front Door's addresses alone are those of every customer of it.",
	Fix:      "Set publicNetworkAccess to Disabled, or siteConfig.ipSecurityRestrictions to a rule with ipAddress AzureFrontDoor.Backend, tag ServiceTag and headers x-azure-fdid with the profile's frontDoorId.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/origin-security", "https://learn.microsoft.com/azure/app-service/app-service-ip-restrictions"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for site, fronts := range edgeBehind(g, j, sites...) {
			list := site.Get("siteConfig", "ipSecurityRestrictions")
			if edgePublic(site, j) || edgeListed(list) { // a list must be right where access is off for now, too
				edgeAdmits(j.On(site), list, fronts, func(rule.Value) bool { return false })
			}
		}
	},
}
