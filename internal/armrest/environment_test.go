package armrest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armrest"
)

func lookup(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestEveryFaultAtOnce(t *testing.T) {
	_, err := armrest.FromEnv(lookup(map[string]string{
		"ARM_ENVIRONMENT": "moon", "ARM_RESOURCE_MANAGER_ENDPOINT": "http://plain",
		"ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": "http://plain", "ARM_USE_OIDC": "perhaps",
	}))
	for _, fault := range []string{
		`ARM_ENVIRONMENT is "moon"`, "ARM_RESOURCE_MANAGER_ENDPOINT is", "ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST is",
		`ARM_USE_OIDC is "perhaps"`, "ARM_SUBSCRIPTION_ID is not set", "ARM_TENANT_ID is not set", "ARM_CLIENT_ID is not set",
		"ARM_CLIENT_SECRET (or ",
	} {
		require.ErrorContains(t, err, fault)
	}
}

// TestWhatIsEnough tells complete sets of variables from incomplete ones. To
// read them, none is needed.
func TestWhatIsEnough(t *testing.T) {
	client := map[string]string{"ARM_SUBSCRIPTION_ID": "s", "ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "c"}
	cases := map[string]struct {
		vars   map[string]string
		enough bool
	}{
		"secret":              {map[string]string{"ARM_CLIENT_SECRET": "x"}, true},
		"token":               {map[string]string{"ARM_OIDC_TOKEN": "x"}, true},
		"token file":          {map[string]string{"AZURE_FEDERATED_TOKEN_FILE": "x"}, true},
		"runner":              {map[string]string{"ARM_USE_OIDC": "true", "ACTIONS_ID_TOKEN_REQUEST_URL": "x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "y"}, true},
		"runner, not asked":   {map[string]string{"ACTIONS_ID_TOKEN_REQUEST_URL": "x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "y"}, false},
		"managed identity":    {map[string]string{"ARM_USE_MSI": "1", "ARM_TENANT_ID": "", "ARM_CLIENT_ID": ""}, true},
		"CLI":                 {map[string]string{"ARM_USE_CLI": "true", "ARM_TENANT_ID": "", "ARM_CLIENT_ID": ""}, true},
		"CLI, but where":      {map[string]string{"ARM_USE_CLI": "true", "ARM_SUBSCRIPTION_ID": ""}, false},
		"nothing but the who": {nil, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			getenv := func(variable string) string {
				if value, found := c.vars[variable]; found {
					return value
				}
				return client[variable]
			}
			_, err := armrest.FromEnv(getenv)
			require.Equal(t, c.enough, err == nil, "%v", err)
			_, err = armrest.Read(getenv)
			require.NoError(t, err)
		})
	}
}

func TestClouds(t *testing.T) {
	for name, want := range map[string]armrest.Environment{
		"": {
			ResourceManager: "https://management.azure.com", Audience: "https://management.core.windows.net/",
			Authority: "https://login.microsoftonline.com", Graph: "https://graph.microsoft.com",
		},
		"usgovernment": {
			ResourceManager: "https://management.usgovcloudapi.net", Audience: "https://management.core.usgovcloudapi.net/",
			Authority: "https://login.microsoftonline.us", Graph: "https://graph.microsoft.us",
		},
		"China": {
			ResourceManager: "https://management.chinacloudapi.cn", Audience: "https://management.core.chinacloudapi.cn/",
			Authority: "https://login.chinacloudapi.cn", Graph: "https://microsoftgraph.chinacloudapi.cn",
		},
	} {
		e, err := armrest.Read(lookup(map[string]string{"ARM_ENVIRONMENT": name}))
		require.NoError(t, err)
		require.Equal(t, want, e)
	}
	custom, err := armrest.Read(lookup(map[string]string{"ARM_RESOURCE_MANAGER_ENDPOINT": "arm.example:8443/", "AZURE_AUTHORITY_HOST": "login.example"}))
	require.NoError(t, err)
	require.Equal(t, armrest.Environment{
		ResourceManager: "https://arm.example:8443", Audience: "https://arm.example:8443", Authority: "https://login.example",
	}, custom)
}

func TestFindGraph(t *testing.T) {
	cases := map[string]struct {
		status         int
		metadata       string
		base, audience string
		fault          string
	}{
		"audience of its own": {200, `{"microsoftGraphResourceId":"https://graph.local:1/","graphAudience":"https://graph.example/"}`, "https://graph.local:1", "https://graph.example", ""},
		"none named":          {200, `[{"microsoftGraphResourceId":"https://graph.local:1/"}]`, "https://graph.local:1", "https://graph.local:1", ""},
		"predecessor's":       {200, `{"microsoftGraphResourceId":"https://graph.local:1/","graphAudience":"https://graph.windows.net/"}`, "https://graph.local:1", "https://graph.local:1", ""},
		"no metadata":         {404, ``, "https://graph.microsoft.com", "https://graph.microsoft.com", ""},
		"out of breath":       {503, ``, "", "", "it answers 503 Service Unavailable"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, err := w.Write([]byte(c.metadata))
				assert.NoError(t, err)
			}))
			defer server.Close()
			e, err := armrest.Read(lookup(map[string]string{"ARM_RESOURCE_MANAGER_ENDPOINT": server.URL}))
			require.NoError(t, err)
			base, audience, err := e.FindGraph(t.Context(), server.Client())
			if c.fault != "" {
				require.ErrorContains(t, err, c.fault)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.base, base)
			require.Equal(t, c.audience, audience)
		})
	}
}

// TestWhoLogsIn logs in with each kind of credential and looks at what the login host gets.
func TestWhoLogsIn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(file, []byte("from-file\n"), 0o600))
	cases := map[string]struct {
		vars              map[string]string
		secret, assertion string
	}{
		"secret":           {map[string]string{"ARM_CLIENT_SECRET": "x"}, "x", ""},
		"token":            {map[string]string{"ARM_OIDC_TOKEN": "given"}, "", "given"},
		"token file":       {map[string]string{"ARM_OIDC_TOKEN_FILE_PATH": file}, "", "from-file"},
		"runner":           {map[string]string{"ARM_USE_OIDC": "true", "ARM_OIDC_REQUEST_URL": "HOST/oidc?a=b", "ARM_OIDC_REQUEST_TOKEN": "key"}, "", "from-runner"},
		"secret and token": {map[string]string{"ARM_CLIENT_SECRET": "x", "ARM_OIDC_TOKEN": "given"}, "x", ""},
		"token preferred":  {map[string]string{"ARM_CLIENT_SECRET": "x", "ARM_OIDC_TOKEN": "given", "ARM_USE_OIDC": "true"}, "", "given"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			login := &loginHost{t: t}
			server := httptest.NewTLSServer(login)
			defer server.Close()
			vars := map[string]string{
				"ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "c", "ARM_DISABLE_INSTANCE_DISCOVERY": "true",
				"ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": server.URL,
			}
			for variable, value := range c.vars {
				vars[variable] = strings.Replace(value, "HOST", server.URL, 1)
			}
			e, err := armrest.Read(lookup(vars))
			require.NoError(t, err)
			credential, err := e.Credential(server.Client())
			require.NoError(t, err)
			token, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://arm.example/.default"}})
			require.NoError(t, err)
			require.Equal(t, "token", token.Token)
			require.Equal(t, c.secret, login.secret)
			require.Equal(t, c.assertion, login.assertion)
		})
	}
}

// loginHost is a login host that lets everybody in, and a runner that hands out tokens.
type loginHost struct {
	t                 *testing.T
	secret, assertion string
}

func (l *loginHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var answer map[string]any
	switch {
	case r.URL.Path == "/oidc":
		assert.Equal(l.t, "Bearer key", r.Header.Get("Authorization"))
		assert.Equal(l.t, "api://AzureADTokenExchange", r.URL.Query().Get("audience"))
		answer = map[string]any{"value": "from-runner"}
	case strings.HasSuffix(r.URL.Path, "/token"):
		l.secret, l.assertion = r.FormValue("client_secret"), r.FormValue("client_assertion")
		answer = map[string]any{"token_type": "Bearer", "expires_in": 3600, "access_token": "token"}
	default:
		base := "https://" + r.Host + "/t"
		answer = map[string]any{
			"token_endpoint": base + "/oauth2/v2.0/token", "issuer": base + "/v2.0",
			"authorization_endpoint": base + "/oauth2/v2.0/authorize",
		}
	}
	w.Header().Set("Content-Type", "application/json")
	assert.NoError(l.t, json.NewEncoder(w).Encode(answer))
}
