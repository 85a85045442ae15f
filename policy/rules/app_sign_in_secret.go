package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSignInSecret = &rule.Rule{
	ID:       "TDM-APP-045",
	Title:    "Sign-in proves itself with the managed identity, not with a secret",
	Why:      "A client secret expires on a day that everybody has forgotten, and until then whoever has it is the application.",
	Fix:      "Set registration.clientSecretSettingName to \"OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID\", give that setting the identity's client id, and trust the identity by a federated credential.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.MCSB("IM-8"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSiteSignIn, typeSlotSignIn},
	Check: func(r *rule.Resource, j *rule.Judge) {
		v := r.Get("identityProviders", "azureActiveDirectory", "registration", "clientSecretSettingName")
		if text, ok := j.TextOf(v); ok && text != "" && text != "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID" {
			j.Violated(v, "\"OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID\"")
		}
	},
}
