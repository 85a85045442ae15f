package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSignInRequired = &rule.Rule{
	ID:       "TDM-APP-026",
	Title:    "Sign-in is on and lets nobody pass without it",
	Why:      "Sign-in that is declared but off, or that passes anonymous requests on, protects nothing and looks as if it did.",
	Fix:      "Set platform.enabled and globalValidation.requireAuthentication to true and globalValidation.unauthenticatedClientAction to \"RedirectToLoginPage\" or \"Return401\"; leave login.nonce and httpSettings.requireHttps on, and platform.runtimeVersion at \"~1\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("9.1 (2.0.0)"), rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-authentication-authorization"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSiteSignIn, typeSlotSignIn},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("platform", "enabled"), false)
		j.True(r.Get("globalValidation", "requireAuthentication"), false)
		j.OneOf(r.Get("globalValidation", "unauthenticatedClientAction"), "RedirectToLoginPage", "RedirectToLoginPage", "Return401", "Return403")
		j.True(r.Get("httpSettings", "requireHttps"), true)
		j.True(r.Get("login", "nonce", "validateNonce"), true)
		j.OneOf(r.Get("platform", "runtimeVersion"), "~1", "~1", "~2")
	},
}
