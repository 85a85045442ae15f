package entra

import "net/http"

var graphAudiences = []string{AudienceGraph}

// Graph serves Microsoft Graph.
func (a *Authority) Graph(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusNotFound, map[string]any{"error": map[string]any{"code": "ResourceNotFound", "message": r.URL.Path}})
}
