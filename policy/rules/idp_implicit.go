package rules

import "github.com/tandem-platform/tandem/policy/rule"

var idpImplicit = &rule.Rule{
	ID:       "TDM-IDP-002",
	Title:    "No access tokens by the implicit grant",
	Why:      "The implicit grant hands the token to the browser in the address, from where it reaches the history, logs and every script on the page.",
	Fix:      "Set web.implicitGrant.accessTokenIssuanceEnabled of the application to false.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.MCSB("IM-8")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeApplication, typeRegistration},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type == typeRegistration {
			j.False(r.Get("implicitAccessTokenIssuanceEnabled"), false)
			return
		}
		j.False(r.Get("web", "implicitGrant", "accessTokenIssuanceEnabled"), false)
	},
}
