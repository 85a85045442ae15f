package rules

import (
	"github.com/tandem-platform/tandem/policy/rule"
)

// signInScopes are Microsoft Graph's delegated permissions that signing in
// takes: User.Read, openid, profile, email, offline_access.
const signInScopes = "e1fe6dd8-ba31-4d61-89e7-88639da4683d,37f7f235-527c-4136-accd-4a02d197296e,14dad69e-099b-42c9-810b-d002981feec1,64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0,7427e0e9-2fba-42fe-b0c0-848c9e6a8182"

var idpPermissions = &rule.Rule{
	ID:       "TDM-IDP-009",
	Title:    "Applications ask for no more than signing in takes",
	Why:      "An application permission is held without any user: whoever captures the application reads every mailbox or writes every account that it was granted.",
	Fix:      "In requiredResourceAccesses (scopeIds of an ApplicationApiAccess) list permissions of type Scope that signing in needs, such as User.Read; ask for others in the rule's parameter scopes, with a review.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity-platform/secure-least-privileged-access"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "scopes", Doc: "The ids of permissions that may be asked for, with commas between them.", Production: signInScopes, Test: signInScopes}},
	Scope:    rule.OneResource,
	Types:    []string{typeApplication, typeAPIAccess},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type == typeAPIAccess {
			roles := r.Get("roleIds")
			if ids, _ := j.ItemsOf(roles); len(ids) > 0 {
				j.ViolatedAs(roles, "permissions of the application's own", "none")
			}
			scopes, _ := j.ItemsOf(r.Get("scopeIds"))
			for _, scope := range scopes {
				demandScope(j, scope)
			}
			return
		}
		apis, _ := j.ItemsOf(r.Get("requiredResourceAccesses"))
		for _, api := range apis {
			permissions, _ := j.ItemsOf(api.Get("resourceAccesses"))
			for _, permission := range permissions {
				j.OneOf(permission.Get("type"), nil, "Scope")
				demandScope(j, permission.Get("id"))
			}
		}
	},
}

// demandScope demands that a permission is one of those that may be asked for.
func demandScope(j *rule.Judge, v rule.Value) {
	if id, ok := j.TextOf(v); ok && !containsFold(words(j.Text("scopes")), id) {
		j.Violated(v, "a permission that signing in needs")
	}
}
