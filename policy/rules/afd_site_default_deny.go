package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdSiteDefaultDeny = &rule.Rule{
	ID:       "TDM-AFD-049",
	Title:    "Origins refuse whom no access restriction names",
	Why:      "With Allow as the answer to the rest the restrictions restrict nobody.",
	Fix:      "Set siteConfig.ipSecurityRestrictionsDefaultAction and siteConfig.scmIpSecurityRestrictionsDefaultAction to Deny, or publicNetworkAccess to Disabled.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/app-service-ip-restrictions"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for site := range edgeBehind(g, j, sites...) {
			public := edgePublic(site, j)
			lists := map[string]string{
				"ipSecurityRestrictions":    "ipSecurityRestrictionsDefaultAction",
				"scmIpSecurityRestrictions": "scmIpSecurityRestrictionsDefaultAction",
			}
			for list, action := range lists {
				if !public && site.Get("siteConfig", action).Absent() || list == "scmIpSecurityRestrictions" && edgeScmAsMain(site, j) {
					continue
				}
				unlisted := "Allow"
				if edgeListed(site.Get("siteConfig", list)) {
					unlisted = "Deny" // Azure refuses the rest once one rule is there
				}
				j.On(site).OneOf(site.Get("siteConfig", action), unlisted, "Deny")
			}
		}
	},
}
