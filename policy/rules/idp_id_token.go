package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var idpIDToken = &rule.Rule{
	ID:       "TDM-IDP-011",
	Title:    "Applications that App Service signs users in with issue ID tokens",
	Why:      "App Service's sign-in asks for a code and an ID token together; without the switch every sign-in ends in an error page of Entra's.",
	Fix:      "Set web.implicitGrant.idTokenIssuanceEnabled of the application to true.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeApplication},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list, _ := redirects(r, j)
		if slices.ContainsFunc(list, func(v rule.Value) bool { return strings.Contains(v.Text(), "/.auth/login/") }) {
			j.True(r.Get("web", "implicitGrant", "idTokenIssuanceEnabled"), false)
		}
	},
}
