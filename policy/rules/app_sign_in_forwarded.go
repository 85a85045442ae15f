package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSignInForwarded = &rule.Rule{
	ID:       "TDM-APP-037",
	Title:    "Sign-in behind the edge knows the address that users see",
	Why:      "Otherwise the user is sent back to the host name of the site, which has no public access: nobody can sign in.",
	Fix:      "Set httpSettings.forwardProxy.convention to \"Standard\" for sites behind Front Door.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("OE:05"), rule.MCSB("IM-1")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-authentication-authorization", "https://learn.microsoft.com/azure/architecture/best-practices/host-name-preservation"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		by, _ := configured(g, j, typeSiteSignIn, typeSlotSignIn)
		for _, behind := range edgeSites(g, j) {
			if signIn := by[behind.site]; signIn != nil {
				j.On(signIn).OneOf(signIn.Get("httpSettings", "forwardProxy", "convention"), "NoProxy", "Standard", "Custom")
			}
		}
	},
}
