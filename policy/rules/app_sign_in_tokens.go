package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSignInTokens = &rule.Rule{
	ID:       "TDM-APP-046",
	Title:    "Sign-in keeps no tokens of users on the site",
	Why:      "The token store writes the access and refresh tokens of every user into the files of the site: one reader of the files is all users.",
	Fix:      "Set login.tokenStore.enabled to false, or the parameter needed to true if the application calls others in the name of its users.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("IM-8"), rule.MCSB("DP-4"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-authentication-oauth-tokens"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "needed", Doc: "whether the application uses the tokens of its users", Production: false, Test: false}},
	Scope:    rule.OneResource,
	Types:    []string{typeSiteSignIn, typeSlotSignIn},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if !j.Switch("needed") {
			j.False(r.Get("login", "tokenStore", "enabled"), false)
		}
	},
}
