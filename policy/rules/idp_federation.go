package rules

import (
	"regexp"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var entraIssuer = regexp.MustCompile(`^https://(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn)/[0-9a-fA-F-]{36}/v2\.0/?$`)

var idpFederation = &rule.Rule{
	ID:       "TDM-IDP-006",
	Title:    "Federated credentials trust one subject of one issuer",
	Why:      "Who holds the subject is the application: an issuer of another tenant, or a subject with a wildcard, is a door without a name on it.",
	Fix:      "Set issuer to https://login.microsoftonline.com/<tenant>/v2.0, subject to the managed identity's principal id, and audiences to api://AzureADTokenExchange alone; make no ApplicationFlexibleFederatedIdentityCredential.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "issuers", Doc: "Other issuers that may be trusted, with commas between them.", Production: "", Test: ""}},
	Scope:    rule.OneResource,
	Types:    []string{typeFederation, typeFederationPattern, "azure-native:managedidentity:FederatedIdentityCredential"},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type == typeFederationPattern {
			j.Violated(r.Get("claimsMatchingExpression"), "a credential with one subject")
			return
		}
		issuer, subject, audiences := r.Get("issuer"), r.Get("subject"), r.Get("audiences")
		j.Present(issuer, "the tenant's issuer")
		if text, ok := j.TextOf(issuer); ok && text != "" && !entraIssuer.MatchString(text) && !containsFold(words(j.Text("issuers")), text) {
			j.Violated(issuer, "https://login.microsoftonline.com/<tenant>/v2.0")
		}
		j.Present(subject, "the principal id of a managed identity")
		if text, ok := j.TextOf(subject); ok && strings.ContainsAny(text, "*?") {
			j.Violated(subject, "one subject, without wildcard")
		}
		list, complete := j.ItemsOf(audiences)
		if complete && len(list) == 0 {
			j.Violated(audiences, "api://AzureADTokenExchange")
		}
		for _, audience := range list {
			j.OneOf(audience, nil, "api://AzureADTokenExchange")
		}
	},
}
