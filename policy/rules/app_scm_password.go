package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSCMPassword = &rule.Rule{
	ID:       "TDM-APP-021",
	Title:    "Nobody publishes through the deployment site with a password",
	Why:      "The publishing password of a site is known to whoever can read the site, never expires, and no conditional access sees it used.",
	Fix:      "Add an azure-native:web:WebAppScmAllowed for the site (and azure-native:web:WebAppScmAllowedSlot for a slot) with allow: false.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.MCSB("IM-6"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-basic-auth-disable"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		publishingClosed(g, j, "the deployment site", typeSiteSCM, typeSlotSCM)
	},
}
