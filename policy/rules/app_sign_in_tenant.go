package rules

import (
	"regexp"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appSignInTenant = &rule.Rule{
	ID:       "TDM-APP-029",
	Title:    "Sign-in takes tokens of one tenant, made for this application",
	Why:      "The issuer \"common\" lets every Microsoft account in; without an audience a token that was made for another application opens this one.",
	Fix:      "Set identityProviders.azureActiveDirectory.registration.openIdIssuer to the address with the tenant's id, validation.allowedAudiences to the application's client id, and enable no other provider.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSiteSignIn, typeSlotSignIn},
	Check: func(r *rule.Resource, j *rule.Judge) {
		providers := r.Get("identityProviders")
		entra := providers.Get("azureActiveDirectory")
		j.True(entra.Get("enabled"), nil)
		issuer := entra.Get("registration", "openIdIssuer")
		const want = "https://login.microsoftonline.com/<tenant id>/v2.0"
		j.Present(issuer, want)
		if text, ok := j.TextOf(issuer); ok && text != "" && !oneTenant.MatchString(text) {
			j.Violated(issuer, want)
		}
		client := entra.Get("registration", "clientId")
		j.Present(client, "the client id of the application")
		audiences := entra.Get("validation", "allowedAudiences")
		j.Present(audiences, "the client id of the application")
		items, _ := j.ItemsOf(audiences)
		for _, item := range items {
			text, ok := j.TextOf(item)
			if id, told := j.TextOf(client); ok && told && !strings.Contains(strings.ToLower(text), strings.ToLower(id)) {
				j.Violated(item, "the client id of the application, or api:// before it")
			}
		}
		for _, other := range []string{"apple", "facebook", "gitHub", "google", "legacyMicrosoftAccount", "twitter", "azureStaticWebApps"} {
			demandNoProvider(j, providers.Get(other))
		}
		own := providers.Get("customOpenIdConnectProviders")
		if own.Unknown() {
			j.NotYetKnown(own)
		}
		for _, name := range own.Members() {
			demandNoProvider(j, own.Get(name))
		}
	},
}

// demandNoProvider demands that a provider of identities is off. One that is
// registered is on unless it says otherwise.
func demandNoProvider(j *rule.Judge, provider rule.Value) {
	enabled := provider.Get("enabled")
	if !enabled.Absent() || !provider.Get("registration").Absent() {
		j.False(enabled, true)
	}
}

var oneTenant = regexp.MustCompile(`(?i)^https://[a-z0-9.-]+/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/v2\.0)?/?$`)
