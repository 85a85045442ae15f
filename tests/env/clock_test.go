package env

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/tests/rig"
)

// ahead is the home of a machine for which Azure's clock is ahead of its own.
func (w *world) ahead(by time.Duration) string {
	w.t.Helper()
	env := w.s.Env()
	arm, err := url.Parse(env["ARM_RESOURCE_MANAGER_ENDPOINT"])
	if err != nil {
		w.t.Fatal(err)
	}
	proxy := httptest.NewTLSServer(&httputil.ReverseProxy{
		Transport: w.transport(),
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(arm) },
		ModifyResponse: func(r *http.Response) error {
			r.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
			return nil
		},
	})
	w.t.Cleanup(proxy.Close)
	trusted, err := os.ReadFile(env["SSL_CERT_FILE"])
	if err != nil {
		w.t.Fatal(err)
	}
	bundle := filepath.Join(w.t.TempDir(), "trusted.pem")
	trusted = append(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: proxy.Certificate().Raw})...)
	if err := os.WriteFile(bundle, trusted, 0o600); err != nil {
		w.t.Fatal(err)
	}
	home := w.another()
	w.served(home, map[string]any{"ARM_RESOURCE_MANAGER_ENDPOINT": proxy.URL + "/", "SSL_CERT_FILE": bundle})
	return home
}

// TestAWrongClock has a machine whose clock is far from Azure's: it judges no expiry, and
// writes none. What has no need of a clock is done.
func TestAWrongClock(t *testing.T) {
	w := newWorld(t)
	tags := map[string]string{"system": "tandem", "environment": "old", "class": "test", "stamp": "blue", "expires": "2026-01-01T00:00:00Z"}
	w.arm.Put(w.arm.Subscription+group("old", "blue"), apiGroups, map[string]any{"location": "northeurope", "tags": tags})
	for _, by := range []time.Duration{-10 * time.Minute, 10 * time.Minute} {
		home := w.ahead(by)
		w.written()
		for _, args := range [][]string{{"reap"}, {"reap", "--execute"}, {"extend", "old", "--by", "ada"}, {"up", "new", "--owner", "ada"}} {
			r := rig.MustRun(t, 3, home, append([]string{"env"}, args...)...)
			if !strings.Contains(r.Stderr, "this machine's clock says ") || r.Stdout != "" {
				t.Errorf("env %v says:\n%s%s", args, r.Stdout, r.Stderr)
			}
		}
		if writes := w.written(); len(writes) > 0 {
			t.Errorf("Azure's clock differs by %s, and this was written: %v", by, writes)
		}
	}
	rig.MustRun(t, 0, w.ahead(time.Minute), "env", "reap")
	rig.MustRun(t, 0, w.ahead(10*time.Minute), "env", "down", "old", "--execute")
	w.gone("old")
}
