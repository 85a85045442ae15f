package armrest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armrest"
)

// onPipelines is what Azure Pipelines tells the task AzureCLI@2.
func onPipelines(address string) map[string]string {
	return map[string]string{
		"TF_BUILD": "True", "ARM_USE_OIDC": "true", "ARM_SUBSCRIPTION_ID": "s",
		"SYSTEM_OIDCREQUESTURI": address + "/oidctoken", "SYSTEM_ACCESSTOKEN": "key",
		"AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": "connection", "AZURESUBSCRIPTION_CLIENT_ID": "c", "AZURESUBSCRIPTION_TENANT_ID": "t",
	}
}

// onGitHub is what GitHub tells a job that may have federated tokens.
func onGitHub(address string) map[string]string {
	return map[string]string{
		"GITHUB_ACTIONS": "true", "ARM_USE_OIDC": "true", "ARM_SUBSCRIPTION_ID": "s", "ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "c",
		"ACTIONS_ID_TOKEN_REQUEST_URL": address + "/oidc?api-version=2.0", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "key",
	}
}

// TestRunnersAreAskedAsTheyWant speaks with the token services of both systems.
func TestRunnersAreAskedAsTheyWant(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "Bearer key", r.Header.Get("Authorization"))
		answers := map[string]string{
			"GET /oidc?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange":     `{"count": 1, "value": "of GitHub"}`,
			"POST /oidctoken?api-version=7.1&serviceConnectionId=connection":          `{"oidcToken": "of Azure Pipelines"}`,
			"POST /oidctoken?api-version=7.1&serviceConnectionId=another":             `{}`,
			"GET /refuses?audience=api%3A%2F%2FAzureADTokenExchange":                  ``,
			"GET /page?audience=api%3A%2F%2FAzureADTokenExchange":                     `<html>`,
			"POST /oidctoken?api-version=7.1&serviceConnectionId=not+for+this+one%3F": ``,
		}
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/oidc?api-version=2.0&"+r.URL.RawQuery, http.StatusTemporaryRedirect)
			return
		}
		answer, found := answers[r.Method+" "+r.URL.RequestURI()]
		assert.True(t, found, r.Method+" "+r.URL.RequestURI())
		if answer == "" {
			w.WriteHeader(http.StatusForbidden)
		}
		_, err := w.Write([]byte(answer))
		assert.NoError(t, err)
	}))
	defer server.Close()
	with := func(vars map[string]string, name, value string) map[string]string {
		vars[name] = value
		return vars
	}
	for name, c := range map[string]struct {
		vars         map[string]string
		token, fault string
	}{
		"GitHub":                      {onGitHub(server.URL), "of GitHub", ""},
		"Azure Pipelines":             {onPipelines(server.URL), "of Azure Pipelines", ""},
		"a connection of a secret":    {with(onPipelines(server.URL), "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", "another"), "", "by workload identity federation"},
		"a connection not allowed":    {with(onPipelines(server.URL), "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "not for this one?"), "", "403 Forbidden: the pipeline must be allowed"},
		"GitHub refuses":              {with(onGitHub(server.URL), "ACTIONS_ID_TOKEN_REQUEST_URL", server.URL+"/refuses"), "", "403 Forbidden: the job must have the right id-token: write"},
		"a page":                      {with(onGitHub(server.URL), "ACTIONS_ID_TOKEN_REQUEST_URL", server.URL+"/page"), "", "does not answer JSON"},
		"sent elsewhere":              {with(onGitHub(server.URL), "ACTIONS_ID_TOKEN_REQUEST_URL", server.URL+"/moved"), "", "307 Temporary Redirect: the job must have"},
		"an address for all to hear":  {with(onGitHub(server.URL), "ACTIONS_ID_TOKEN_REQUEST_URL", "http://runner.example/"), "", "no https address"},
		"an address that is not one":  {with(onGitHub(server.URL), "ACTIONS_ID_TOKEN_REQUEST_URL", "::"), "", "no https address"},
		"a machine that is not there": {with(onGitHub(server.URL), "ACTIONS_ID_TOKEN_REQUEST_URL", "http://127.0.0.1:1/"), "", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := armrest.FromEnv(lookup(c.vars))
			require.NoError(t, err)
			require.Equal(t, armrest.KindFederated, e.Kind())
			require.True(t, e.Renewable())
			token, err := e.FederatedToken(t.Context(), server.Client())
			require.Equal(t, c.token, token)
			if c.fault == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.fault)
			require.NotContains(t, err.Error(), "key")
		})
	}
}

// TestWhatAJobLacksIsNamed: before anything is built, and with what to write where.
func TestWhatAJobLacksIsNamed(t *testing.T) {
	for missing, c := range map[string]struct {
		vars map[string]string
		says string
	}{
		"ACTIONS_ID_TOKEN_REQUEST_URL":            {onGitHub("https://x"), "right id-token: write"},
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN":          {onGitHub("https://x"), "right id-token: write"},
		"ARM_CLIENT_ID":                           {onGitHub("https://x"), ""},
		"SYSTEM_OIDCREQUESTURI":                   {onPipelines("https://x"), "the agent gives it"},
		"SYSTEM_ACCESSTOKEN":                      {onPipelines("https://x"), "env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)"},
		"AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": {onPipelines("https://x"), "the task AzureCLI@2 sets it"},
	} {
		delete(c.vars, missing)
		_, err := armrest.FromEnv(lookup(c.vars))
		require.ErrorContains(t, err, "environment variable "+missing+" is not set", missing)
		require.ErrorContains(t, err, c.says)
		require.NotContains(t, err.Error(), "\n", "it lacks nothing else")
	}
	given, err := armrest.FromEnv(lookup(map[string]string{"ARM_SUBSCRIPTION_ID": "s", "ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "c",
		"ARM_OIDC_TOKEN_FILE_PATH": "/x", "TF_BUILD": "True"}))
	require.NoError(t, err)
	require.False(t, given.Renewable(), "somebody else keeps the file fresh")
}
