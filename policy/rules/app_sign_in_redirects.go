package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appSignInRedirects = &rule.Rule{
	ID:       "TDM-APP-047",
	Title:    "Sign-in sends users to named places only",
	Why:      "An open redirect after sign-in makes your own login page the first half of a phishing mail.",
	Fix:      "List exact https addresses in login.allowedExternalRedirectUrls, or none.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-authentication-customize-sign-in-out", "https://learn.microsoft.com/azure/app-service/configure-authentication-file-based"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSiteSignIn, typeSlotSignIn},
	Check: func(r *rule.Resource, j *rule.Judge) {
		items, _ := j.ItemsOf(r.Get("login", "allowedExternalRedirectUrls"))
		for _, item := range items {
			text, ok := j.TextOf(item)
			if ok && (!strings.HasPrefix(strings.ToLower(text), "https://") || strings.Contains(text, "*")) {
				j.Violated(item, "an exact address with https")
			}
		}
	},
}
