package rules

import "github.com/tandem-platform/tandem/policy/rule"

var idpNoSecret = &rule.Rule{
	ID:       "TDM-IDP-005",
	Title:    "Applications have no client secret",
	Why:      "A secret lies in settings and state, is copied, and runs out on a day that nobody remembers; a federated credential of a managed identity does none of that.",
	Fix:      "Remove password, azuread:index/applicationPassword and azuread:index/servicePrincipalPassword; add an applicationFederatedIdentityCredential for the managed identity.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.MCSB("IM-8"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/entra/workload-id/workload-identity-federation"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeApplication, typeApplicationSecret, typePrincipalSecret},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type != typeApplication {
			j.Missing("a client secret", "a federated credential in its place")
			return
		}
		for _, name := range []string{"password", "passwords"} {
			switch v := r.Get(name); {
			case v.Unknown():
				j.NotYetKnown(v)
			case v.Known() && (v.Kind() != rule.KindList || len(v.Items()) > 0):
				j.ViolatedAs(v, "a client secret", "a federated credential in its place")
			}
		}
	},
}
