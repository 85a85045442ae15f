package armrest_test

import (
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armrest"
)

// TestThrottledCallsAreRepeated answers each call twice with 429 and when to come
// back, then once as asked; and one call with nothing else.
func TestThrottledCallsAreRepeated(t *testing.T) {
	login := &loginHost{t: t}
	calls := map[string]int{}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Method + " " + r.URL.Path
		switch {
		case strings.HasPrefix(r.URL.Path, "/rg") || strings.HasPrefix(r.URL.Path, "/graph"):
			if calls[key]++; calls[key] < 3 || r.URL.Path == "/rg-busy" {
				w.Header().Set("retry-after-ms", "1")
				w.WriteHeader(http.StatusTooManyRequests)
				assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"code": "TooManyRequests", "message": "come back"}}))
				return
			}
			if r.Method == http.MethodDelete {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{}))
		case r.URL.Path == "/metadata/endpoints":
			assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"microsoftGraphResourceId": "https://" + r.Host + "/graph/"}))
		default:
			login.ServeHTTP(w, r)
		}
	}))
	defer server.Close()
	trusted := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600))
	c, err := armrest.New(lookup(map[string]string{
		"ARM_SUBSCRIPTION_ID": "s", "ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "c", "ARM_CLIENT_SECRET": "x",
		"ARM_RESOURCE_MANAGER_ENDPOINT": server.URL + "/", "ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": server.URL + "/",
		"ARM_DISABLE_INSTANCE_DISCOVERY": "true", "SSL_CERT_FILE": trusted,
	}))
	require.NoError(t, err)
	require.NoError(t, c.Patch(t.Context(), "/rg", "2022-09-01", map[string]any{"tags": map[string]string{}}))
	require.NoError(t, c.Delete(t.Context(), "/rg", "2022-09-01"))
	require.NoError(t, c.GraphDelete(t.Context(), "/v1.0/applications/a"))
	require.Equal(t, map[string]int{"PATCH /rg": 3, "DELETE /rg": 3, "DELETE /graph/v1.0/applications/a": 3}, calls)
	require.ErrorContains(t, c.Delete(t.Context(), "/rg-busy", "2022-09-01"), "429 TooManyRequests: come back")
}
