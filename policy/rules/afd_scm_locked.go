package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdScmLocked = &rule.Rule{
	ID:       "TDM-AFD-048",
	Title:    "The deployment site of an origin answers this Front Door and deployers alone",
	Why:      "The deployment site of an origin runs commands and shows settings; it has its own list, and that of the main site does not hold for it.",
	Fix:      "Set publicNetworkAccess to Disabled, or siteConfig.scmIpSecurityRestrictions to a rule with ipAddress AzureFrontDoor.Backend, tag ServiceTag and headers x-azure-fdid with the profile's frontDoorId, or scmIpSecurityRestrictionsUseMain to true.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/origin-security", "https://learn.microsoft.com/azure/app-service/app-service-ip-restrictions"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for site, fronts := range edgeBehind(g, j, sites...) {
			list := site.Get("siteConfig", "scmIpSecurityRestrictions")
			if (edgePublic(site, j) || edgeListed(list)) && !edgeScmAsMain(site, j) { // a list must be right where access is off for now, too
				edgeAdmits(j.On(site), list, fronts, edgeDeployer)
			}
		}
	},
}

// edgeScmAsMain reports whether the deployment site has the main site's list.
func edgeScmAsMain(site *rule.Resource, j *rule.Judge) bool {
	v := site.Get("siteConfig", "scmIpSecurityRestrictionsUseMain")
	if v.Unknown() {
		j.On(site).NotYetKnown(v)
		return true
	}
	return v.Bool()
}

// edgeDeployer reports whether a restriction allows a subnet or few addresses,
// from which deployments may come.
func edgeDeployer(restriction rule.Value) bool {
	return restriction.Get("vnetSubnetResourceId").Text() != "" ||
		!strings.EqualFold(restriction.Get("tag").Text(), "ServiceTag") && edgeNarrow(restriction.Get("ipAddress").Text())
}
