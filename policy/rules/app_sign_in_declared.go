package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSignInDeclared = &rule.Rule{
	ID:       "TDM-APP-025",
	Title:    "Every site has sign-in in front of it",
	Why:      "Code that forgets to ask who is calling is found by somebody; what the platform demands is not forgotten on any path.",
	Fix:      "Add an azure-native:web:WebAppAuthSettingsV2 for the site (WebAppAuthSettingsV2Slot for a slot), in whatever stack.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("9.1 (2.0.0)"), rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-authentication-authorization"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		by, complete := configured(g, j, typeSiteSignIn, typeSlotSignIn)
		if !complete {
			return
		}
		for _, site := range g.OfType(sites...) {
			if by[site] == nil {
				j.On(site).Missing("without settings for sign-in", "an azure-native:web:WebAppAuthSettingsV2 for it")
			}
		}
	},
}
