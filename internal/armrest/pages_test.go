package armrest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAllPagesOfGraph lists a collection of two pages, and one whose second page
// is said to lie with somebody else.
func TestAllPagesOfGraph(t *testing.T) {
	login := &loginHost{t: t}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
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
}
