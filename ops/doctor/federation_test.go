package doctor_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/doctor"
)

// Tokens that a pipeline of either system really sends are trusted beside each
// other: service connections in the old and the new form, and GitHub's subjects with
// the ids of the repository's parts, while a repository is switched over.
func TestPipelinesTokensAreTrusted(t *testing.T) {
	w := newWorld(t)
	for name, token := range map[string][2]string{
		"old service connection": {"https://vstoken.dev.azure.com/0b1c", "sc://contoso/shop/tandem-production"},
		"new service connection": {"https://login.microsoftonline.com/0b1c/v2.0", "/eid1/c/pub/t/0b1c/a/499b/sc/0d2e/7f30"},
		"repository with ids":    {"https://token.actions.githubusercontent.com", "repo:example@11/shop@22:environment:production"},
	} {
		t.Run(name, func(t *testing.T) {
			made := w.post(w.appPath(doctor.Deploy)+"/federatedIdentityCredentials",
				`{"name":"other","issuer":"`+token[0]+`","subject":"`+token[1]+`","audiences":["api://AzureADTokenExchange"]}`)["id"].(string)
			require.Empty(t, notOK(examine(t, w)))
			w.send(http.MethodDelete, w.appPath(doctor.Deploy)+"/federatedIdentityCredentials/"+made, "")
		})
	}
}

// By what a service connection logs in is named, variable by variable.
func TestCredentialsOfAServiceConnection(t *testing.T) {
	vars := map[string]string{
		"ARM_USE_OIDC": "true", "ARM_SUBSCRIPTION_ID": "s", "SYSTEM_OIDCREQUESTURI": "https://x", "SYSTEM_ACCESSTOKEN": "key",
		"AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": "connection", "AZURESUBSCRIPTION_CLIENT_ID": "c", "AZURESUBSCRIPTION_TENANT_ID": "t",
	}
	checks := doctor.Examine(t.Context(), doctor.Input{Getenv: func(name string) string { return vars[name] }})
	at := slices.IndexFunc(checks, func(c doctor.Check) bool { return c.Name == "credentials" })
	require.Equal(t, "federated token (OIDC), by ARM_USE_OIDC, SYSTEM_OIDCREQUESTURI, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID, "+
		"AZURESUBSCRIPTION_CLIENT_ID, AZURESUBSCRIPTION_TENANT_ID", checks[at].Found)
}
