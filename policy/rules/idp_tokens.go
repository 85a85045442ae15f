package rules

import "github.com/tandem-platform/tandem/policy/rule"

var idpTokens = &rule.Rule{
	ID:       "TDM-IDP-008",
	Title:    "Applications take tokens of version 2 and are no public client",
	Why:      "The application is told to trust the issuer of version 2; tokens of version 1 have another and are refused. A public client signs in without proving who it is.",
	Fix:      "Set api.requestedAccessTokenVersion to 2, and leave fallbackPublicClientEnabled out or set it to false.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity-platform/access-tokens"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeApplication},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtLeast(r.Get("api", "requestedAccessTokenVersion"), 1.0, 2)
		j.False(r.Get("fallbackPublicClientEnabled"), false)
	},
}
