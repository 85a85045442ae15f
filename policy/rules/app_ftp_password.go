package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appFTPPassword = &rule.Rule{
	ID:       "TDM-APP-020",
	Title:    "Nobody publishes over FTP with a password",
	Why:      "The publishing password of a site is known to whoever can read the site, never expires, and no conditional access sees it used.",
	Fix:      "Add an azure-native:web:WebAppFtpAllowed for the site (and azure-native:web:WebAppFtpAllowedSlot for a slot) with allow: false.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("9.10 (2.0.0)"), rule.MCSB("IM-1"), rule.MCSB("IM-6"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-basic-auth-disable"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		publishingClosed(g, j, "FTP", typeSiteFTP, typeSlotFTP)
	},
}
