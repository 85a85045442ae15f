package rules

import "github.com/tandem-platform/tandem/policy/rule"

var idpAudience = &rule.Rule{
	ID:       "TDM-IDP-001",
	Title:    "Users of one's own tenant sign in, nobody else's",
	Why:      "An application that takes any tenant's users lets everybody in who makes himself a tenant, unless its code checks the issuer in every place.",
	Fix:      "Set signInAudience of the application to AzureADMyOrg.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeApplication, typeRegistration},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("signInAudience"), "AzureADMyOrg", "AzureADMyOrg")
	},
}
