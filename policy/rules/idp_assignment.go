package rules

import "github.com/tandem-platform/tandem/policy/rule"

var idpAssignment = &rule.Rule{
	ID:       "TDM-IDP-004",
	Title:    "Only assigned users sign in, and assigned ones can",
	Why:      "Without assignment every account of the tenant is a user of the application, guests and service accounts among them.",
	Fix:      "Set appRoleAssignmentRequired of the service principal to true, and accountEnabled to true.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity-platform/howto-restrict-your-app-to-a-set-of-users"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typePrincipal},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if existing := r.Get("useExisting"); existing.Unknown() {
			j.NotYetKnown(existing)
			return
		} else if existing.Bool() {
			return // it is somebody else's, such as Microsoft Graph's, and only read
		}
		j.True(r.Get("appRoleAssignmentRequired"), false)
		j.True(r.Get("accountEnabled"), true)
	},
}
