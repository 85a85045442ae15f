package armrest_test

import (
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armrest"
)

// TestClientByTheEnvironmentAlone logs in, and asks the resource manager and
// Graph, with nothing but what the variables say.
func TestClientByTheEnvironmentAlone(t *testing.T) {
	const group = "/subscriptions/s/resourceGroups/rg"
	login := &loginHost{t: t}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		base := "https://" + r.Host
		answers := map[string]any{
			group:                 map[string]any{"name": "rg"},
			group + "/list":       map[string]any{"properties": "asked by " + r.Method},
			"/metadata/endpoints": map[string]any{"microsoftGraphResourceId": base + "/graph/"},
			"/graph/v1.0/groups":  map[string]any{"value": []any{map[string]any{"id": "g"}}},
		}
		answer, found := answers[r.URL.Path]
		switch {
		case found:
			assert.NoError(t, json.NewEncoder(w).Encode(answer))
		case r.URL.Path == group+"2":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/subscriptions/other/resourceGroups/rg":
			w.WriteHeader(http.StatusNotFound)
			assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"code": "SubscriptionNotFound", "message": "no other"}}))
		default:
			login.ServeHTTP(w, r)
		}
	}))
	defer server.Close()
	c := logIn(t, server)
	require.Equal(t, []string{"s", "t"}, []string{c.Subscription(), c.Tenant()})
	doc, found, err := c.Get(t.Context(), group, "2022-09-01")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, "rg", doc["name"])
	_, found, err = c.Get(t.Context(), group+"2", "2022-09-01")
	require.NoError(t, err)
	require.False(t, found)
	_, _, err = c.Get(t.Context(), "/subscriptions/other/resourceGroups/rg", "2022-09-01")
	require.ErrorContains(t, err, "404 SubscriptionNotFound", "nothing is known of what lies in it")
	require.NoError(t, c.Delete(t.Context(), group+"2", "2022-09-01"), "it is gone")
	require.ErrorContains(t, c.Delete(t.Context(), "/subscriptions/other/resourceGroups/rg", "2022-09-01"), "404 SubscriptionNotFound")
	answer, err := c.Ask(t.Context(), group+"/list", "2022-09-01")
	require.NoError(t, err)
	require.Equal(t, map[string]any{"properties": "asked by POST"}, answer)
	groups, err := c.GraphList(t.Context(), "/v1.0/groups", "displayName eq 'x'")
	require.NoError(t, err)
	require.Equal(t, []map[string]any{{"id": "g"}}, groups)
	require.Equal(t, "x", login.secret)
}

// logIn is a client of a server that is ARM, login and Graph in one.
func logIn(t *testing.T, server *httptest.Server) *armrest.Client {
	t.Helper()
	trusted := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600))
	c, err := armrest.New(lookup(map[string]string{
		"ARM_SUBSCRIPTION_ID": "s", "ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "c", "ARM_CLIENT_SECRET": "x",
		"ARM_RESOURCE_MANAGER_ENDPOINT": server.URL + "/", "ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": server.URL + "/",
		"ARM_DISABLE_INSTANCE_DISCOVERY": "true", "SSL_CERT_FILE": trusted,
	}))
	require.NoError(t, err)
	return c
}
