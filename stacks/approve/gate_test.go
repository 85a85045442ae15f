package approve_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/stacks/approve"
)

// That ARM calls an app running says little: where somebody judges more of it, that
// is asked, too.
func TestGateIsAsked(t *testing.T) {
	var asked []string
	healthy := false
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path+" "+r.FormValue("app"))
		if !healthy {
			http.Error(w, "its health path answers 503", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer s.Close()
	running := &arm{docs: map[string]map[string]any{app: {"properties": map[string]any{"state": "Running"}}}}
	c := approve.NewWith(running, s.URL+"/key")
	require.EqualError(t, c.WaitHealthy(t.Context(), app), "its health path answers 503 (503 Service Unavailable)")
	healthy = true
	require.NoError(t, c.WaitHealthy(t.Context(), app))
	require.Equal(t, []string{"POST /key " + app, "POST /key " + app}, asked)

	require.ErrorContains(t, approve.NewWith(&arm{}, s.URL).WaitHealthy(t.Context(), app), "does not exist")
	require.Len(t, asked, 2, "an app that is not there need not be judged")
	require.ErrorContains(t, approve.NewWith(running, "http://127.0.0.1:1/").WaitHealthy(t.Context(), app), "does not say whether the web app is healthy")
}
