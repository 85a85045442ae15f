package armrest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
	c := logIn(t, server)
	require.NoError(t, c.Patch(t.Context(), "/rg", "2022-09-01", map[string]any{"tags": map[string]string{}}))
	require.NoError(t, c.Delete(t.Context(), "/rg", "2022-09-01"))
	require.NoError(t, c.GraphDelete(t.Context(), "/v1.0/applications/a"))
	require.Equal(t, map[string]int{"PATCH /rg": 3, "DELETE /rg": 3, "DELETE /graph/v1.0/applications/a": 3}, calls)
	require.ErrorContains(t, c.Delete(t.Context(), "/rg-busy", "2022-09-01"), "429 TooManyRequests: come back")
}
