package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/golang-jwt/jwt/v5"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/sandbox"
)

// The issuer and the subject that an application in the sandbox trusts, as
// docs/deploy-to-azure.md has them set up.
const (
	someIssuer  = "https://token.actions.githubusercontent.com"
	someSubject = "repo:organisation/repository:environment:production"
)

// reader is the role Reader
// (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles).
const reader = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"

// trustingSandbox is a sandbox with an application that trusts the runner's tokens and
// may read; its clock, and the application's client id.
func trustingSandbox(t *testing.T) (*sandbox.Sandbox, *clockwork.FakeClock, string) {
	clock := clockwork.NewFakeClockAt(time.Now())
	s, err := sandbox.Start(t.Context(), sandbox.Options{Now: clock.Now})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	env := s.Env()
	e, err := armrest.Read(func(name string) string { return env[name] })
	require.NoError(t, err)
	client, err := e.HTTPClient()
	require.NoError(t, err)
	c, err := armrest.New(func(name string) string { return env[name] })
	require.NoError(t, err)
	key, err := c.Token(t.Context(), "https://graph.microsoft.com")
	require.NoError(t, err)
	make := func(path string, body map[string]any) map[string]any {
		raw, err := json.Marshal(body)
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoint()+"/v1.0"+path, bytes.NewReader(raw))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		require.NoError(t, err)
		answer, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusCreated, resp.StatusCode, string(answer))
		var made map[string]any
		require.NoError(t, json.Unmarshal(answer, &made))
		return made
	}
	app := make("/applications", map[string]any{"displayName": "deploy"})
	principal := make("/servicePrincipals", map[string]any{"appId": app["appId"]})
	subscription := "/subscriptions/" + c.Subscription()
	require.NoError(t, c.Put(t.Context(), subscription+"/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-0000000000aa", "2022-04-01",
		map[string]any{"properties": map[string]any{"roleDefinitionId": subscription + reader, "principalId": principal["id"], "principalType": "ServicePrincipal"}}))
	make(fmt.Sprintf("/applications/%s/federatedIdentityCredentials", app["id"]), map[string]any{
		"name": "github-production", "issuer": someIssuer, "subject": someSubject, "audiences": []string{"api://AzureADTokenExchange"}})
	return s, clock, app["appId"].(string)
}

// runnerService hands out federated tokens as the runners of both systems do, which
// live for five minutes by the clock.
func runnerService(t *testing.T, clock clockwork.Clock) (address string, asked *int) {
	asked = new(int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked++
		name := "value"
		if r.Method == http.MethodPost && r.URL.Query().Get("serviceConnectionId") == "connection" {
			name = "oidcToken"
		} else if r.URL.Query().Get("audience") != "api://AzureADTokenExchange" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if r.Header.Get("Authorization") != "Bearer of-this-run" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{Issuer: someIssuer, Subject: someSubject,
			Audience: jwt.ClaimStrings{"api://AzureADTokenExchange"}, ExpiresAt: jwt.NewNumericDate(clock.Now().Add(5 * time.Minute))}).SignedString([]byte("x"))
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{name: token})
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

// loginVariables sets what a job of each system is told; everything else that could log
// somebody in is taken away.
func loginVariables(t *testing.T, s *sandbox.Sandbox, client, runner string, github bool) {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		for _, prefix := range []string{"ARM_", "AZURE_", "AZURESUBSCRIPTION_", "ACTIONS_", "SYSTEM_", "GITHUB_", "RUNNER_", "AGENT_"} {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, "")
			}
		}
	}
	set := s.Env()
	for _, name := range []string{"ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"} {
		delete(set, name)
	}
	set["ARM_CLIENT_ID"], set["ARM_USE_OIDC"] = client, "true"
	if github {
		set["GITHUB_ACTIONS"], set["TF_BUILD"], set["RUNNER_TEMP"] = "true", "", t.TempDir()
		set["ACTIONS_ID_TOKEN_REQUEST_URL"], set["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = runner+"/oidc?api-version=2.0", "of-this-run"
	} else {
		set["GITHUB_ACTIONS"], set["TF_BUILD"], set["AGENT_TEMPDIRECTORY"] = "", "True", t.TempDir()
		set["SYSTEM_OIDCREQUESTURI"], set["SYSTEM_ACCESSTOKEN"] = runner+"/oidctoken", "of-this-run"
		set["AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"] = "connection"
	}
	for name, value := range set {
		t.Setenv(name, value)
	}
}

// TestALoginLastsAsLongAsACommand logs in to the sandbox's Entra as everything that a
// deployment starts does, at its beginning and an hour later: by the file (the state
// backend and the secrets provider, by azidentity's default chain), by the endpoint (the
// providers), and as tandem itself.
func TestALoginLastsAsLongAsACommand(t *testing.T) {
	s, clock, client := trustingSandbox(t)
	for name, github := range map[string]bool{"GitHub": true, "Azure Pipelines": false} {
		t.Run(name, func(t *testing.T) {
			runner, asked := runnerService(t, clock)
			loginVariables(t, s, client, runner, github)
			opened := &target{app: &app{target: targetAzure, ui: newUI(io.Discard, io.Discard)}, release: func() error { return nil }}
			require.NoError(t, opened.logIn(t.Context(), clock))
			file := opened.env["AZURE_FEDERATED_TOKEN_FILE"]
			everybodyLogsIn(t, s, opened, client)
			for range 60 { // an hour
				require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
				clock.Advance(time.Minute)
			}
			require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
			require.Greater(t, *asked, 10)
			everybodyLogsIn(t, s, opened, client)
			require.Equal(t, file, opened.variables()["AZURE_FEDERATED_TOKEN_FILE"], "what reads the state logs in, too")
			require.Empty(t, opened.env["SYSTEM_ACCESSTOKEN"])
			for name, value := range opened.env {
				require.NotContains(t, value, "of-this-run", "%s: what the run's rights are asked with leaves the command", name)
			}
			require.NoError(t, opened.release())
			require.NoFileExists(t, file)
		})
	}
}

// everybodyLogsIn logs in anew in each way that programs know which a deployment starts.
func everybodyLogsIn(t *testing.T, s *sandbox.Sandbox, opened *target, client string) {
	t.Helper()
	read := func(names ...string) func(string) string {
		return func(name string) string {
			for _, without := range names {
				if name == without {
					return ""
				}
			}
			return opened.getenv(name)
		}
	}
	for how, getenv := range map[string]func(string) string{
		"tandem":        read(),
		"the providers": read("AZURE_FEDERATED_TOKEN_FILE"),
	} {
		c, err := armrest.New(getenv)
		require.NoError(t, err, how)
		who, err := c.Identity(t.Context())
		require.NoError(t, err, how)
		require.Equal(t, client, who.AppID, how)
	}
	e, err := armrest.Read(opened.getenv)
	require.NoError(t, err)
	transport, err := e.HTTPClient()
	require.NoError(t, err)
	for _, name := range []string{"AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_TOKEN_CREDENTIALS"} {
		t.Setenv(name, opened.env[name])
	}
	chain, err := azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{DisableInstanceDiscovery: true,
		ClientOptions: azcore.ClientOptions{Transport: transport, Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: s.Endpoint()}}})
	require.NoError(t, err)
	token, err := chain.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://storage.azure.com/.default"}})
	require.NoError(t, err)
	require.NotEmpty(t, token.Token)
}

// TestACommandLogsInByItself runs a command against Azure in a job that nobody has logged
// in before, in both systems, and with a runner's token that is not trusted.
func TestACommandLogsInByItself(t *testing.T) {
	s, clock, client := trustingSandbox(t)
	runner, asked := runnerService(t, clock)
	for temporary, github := range map[string]bool{"RUNNER_TEMP": true, "AGENT_TEMPDIRECTORY": false} {
		loginVariables(t, s, client, runner, github)
		t.Setenv("PULUMI_BACKEND_URL", "azblob://state?storage_account=x")
		t.Setenv("TANDEM_HOME", t.TempDir())
		*asked = 0
		code, out, complaint := inProcess(t, "status", "--target", "azure", "--json")
		require.Equal(t, exitDone, code, complaint)
		require.Contains(t, out, `"command": "status"`)
		require.Equal(t, 1, *asked)
		left, err := os.ReadDir(os.Getenv(temporary))
		require.NoError(t, err)
		require.Empty(t, left)
	}
	loginVariables(t, s, sandbox.ClientID, runner, true)
	code, _, complaint := inProcess(t, "status", "--target", "azure")
	require.Equal(t, exitFailed, code)
	require.Contains(t, complaint, "AADSTS700211", "nobody trusts this issuer for that application")
}

// TestOtherLoginsStayAsTheyAre: nothing is asked of a runner for a person, or where
// somebody else keeps a token fresh.
func TestOtherLoginsStayAsTheyAre(t *testing.T) {
	s, err := sandbox.Start(context.WithoutCancel(t.Context()), sandbox.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for _, more := range []map[string]string{
		{"ARM_USE_OIDC": "", "ARM_USE_CLI": "true"},
		{"ARM_USE_OIDC": "", "ARM_CLIENT_SECRET": "x"},
		{"ARM_OIDC_TOKEN_FILE_PATH": "/nowhere"},
	} {
		loginVariables(t, s, "c", "http://127.0.0.1:1", true)
		for name, value := range more {
			t.Setenv(name, value)
		}
		opened := &target{app: &app{target: targetAzure, ui: newUI(io.Discard, io.Discard)}}
		require.NoError(t, opened.logIn(t.Context(), clockwork.NewFakeClock()))
		require.Empty(t, opened.env)
	}
}
