package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tandem-platform/tandem/ops/system"
)

func TestProbe(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/login" {
			t.Error("a redirect was followed")
		}
		w.Header().Set("Tandem-Build", "4f2a9c1")
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/login", http.StatusFound)
		}
	}))
	defer s.Close()
	for path, want := range map[string]system.Answer{
		"/healthz/stamp": {Status: 200, Build: "4f2a9c1"},
		"/away":          {Status: 302, Build: "4f2a9c1"},
	} {
		if got, err := probe(t.Context(), s.URL+path); err != nil || got != want {
			t.Errorf("%s answers %+v, %v", path, got, err)
		}
	}
	if _, err := probe(t.Context(), "http://127.0.0.1:1/"); err == nil {
		t.Error("nobody has answered")
	}
}
