package armrest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armrest"
)

// TestAllPagesOfGraph lists a collection of two pages, and one whose second page
// is said to lie with somebody else. Where Graph lies is asked once for all of them.
func TestAllPagesOfGraph(t *testing.T) {
	login := &loginHost{t: t}
	asked := map[string]int{}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		graph := "https://" + r.Host + "/graph"
		pages := map[string]map[string]any{
			"/metadata/endpoints?api-version=2022-09-01": {"microsoftGraphResourceId": graph + "/"},
			"/graph/v1.0/applications?$filter=a":         {"value": []any{map[string]any{"id": "1"}}, "@odata.nextLink": graph + "/v1.0/applications?$skiptoken=2"},
			"/graph/v1.0/applications?$skiptoken=2":      {"value": []any{map[string]any{"id": "2"}}},
			"/graph/v1.0/groups":                         {"value": []any{map[string]any{"id": "1"}}, "@odata.nextLink": "https://elsewhere.invalid/v1.0/groups"},
		}
		if page, found := pages[r.URL.RequestURI()]; found {
			assert.NoError(t, json.NewEncoder(w).Encode(page))
			return
		}
		login.ServeHTTP(w, r)
	}))
	defer server.Close()
	c := logIn(t, server)
	found, err := c.GraphList(t.Context(), "/v1.0/applications", "a")
	require.NoError(t, err)
	require.Equal(t, []map[string]any{{"id": "1"}, {"id": "2"}}, found)
	_, err = c.GraphList(t.Context(), "/v1.0/groups", "")
	require.ErrorContains(t, err, "refers to https://elsewhere.invalid/v1.0/groups, which is elsewhere")
	require.Equal(t, 3, asked["/graph/v1.0/applications"]+asked["/graph/v1.0/groups"])
	require.Equal(t, 1, asked["/metadata/endpoints"])
}

// TestWhatIsNotThereIsNoEmptyCollection: a proof that nothing is left must not rest on
// a Graph, or a resource manager, that does not answer.
func TestWhatIsNotThereIsNoEmptyCollection(t *testing.T) {
	login := &loginHost{t: t}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/metadata/endpoints":
			assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"microsoftGraphResourceId": "https://" + r.Host + "/graph/"}))
		case "/graph/v1.0/applications/7/owners":
			w.WriteHeader(http.StatusNotFound)
			assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"code": "Request_ResourceNotFound", "message": "no 7"}}))
		case "/graph/v1.0/applications":
			w.WriteHeader(http.StatusForbidden)
		case "/graph/v1.0/groups":
			assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"sign": "in first"}))
		case "/graph/v1.0/applications/8":
			assert.Equal(t, http.MethodPatch, r.Method)
			var body map[string]any
			assert.NoError(t, json.NewDecoder(r.Body).Decode(&body))
			assert.Equal(t, map[string]any{"tags": []any{"a"}}, body)
			w.WriteHeader(http.StatusNoContent)
		case "/subscriptions/s":
			w.Header().Set("Date", "Sat, 21 Nov 2026 12:00:00 GMT")
		case "/graph/v1.0/applications/9":
			w.WriteHeader(http.StatusNotFound)
		default:
			login.ServeHTTP(w, r)
		}
	}))
	defer server.Close()
	c := logIn(t, server)
	_, err := c.GraphList(t.Context(), "/v1.0/applications/7/owners", "")
	require.ErrorContains(t, err, "404 Request_ResourceNotFound: no 7")
	require.True(t, armrest.IsNotFound(err))
	_, err = c.GraphList(t.Context(), "/v1.0/applications", "")
	require.ErrorContains(t, err, "403")
	require.False(t, armrest.IsNotFound(err))
	_, err = c.GraphList(t.Context(), "/v1.0/groups", "")
	require.ErrorContains(t, err, "the answer is no list")
	_, err = c.List(t.Context(), "/graph/v1.0/groups", "2022-09-01")
	require.ErrorContains(t, err, "the answer is no list", "of the resource manager neither")
	require.NoError(t, c.GraphPatch(t.Context(), "/v1.0/applications/8", map[string]any{"tags": []string{"a"}}))
	require.True(t, armrest.IsNotFound(c.GraphPatch(t.Context(), "/v1.0/applications/9", map[string]any{})))
	now, err := c.Now(t.Context())
	require.NoError(t, err)
	require.Equal(t, "2026-11-21T12:00:00Z", now.Format(time.RFC3339))
}
