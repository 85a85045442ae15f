package doctor_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/doctor"
)

func trusting(t *testing.T, pem []byte) *http.Client {
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(pem))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// checkout is a folder of stack files as the document edits them.
func checkout(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, stack := range []string{"blue", "green", "global"} {
		raw, err := os.ReadFile(filepath.Join("../..", settings.FileName(stack)))
		require.NoError(t, err)
		edited := strings.NewReplacer(
			"tandem:system: tandem", "tandem:system: shop",
			settings.PlaceholderImage, "crshop.azurecr.io/shop@sha256:"+strings.Repeat("a", 64),
		).Replace(string(raw))
		require.NoError(t, os.WriteFile(filepath.Join(dir, settings.FileName(stack)), []byte(edited), 0o600))
	}
	return dir
}

func examine(t *testing.T, w *world) map[string]doctor.Check {
	t.Helper()
	byName := map[string]doctor.Check{}
	for _, c := range doctor.Examine(t.Context(), w.in) {
		require.NotContains(t, byName, c.Name, "a check twice")
		require.NotEmpty(t, c.Found, c.Name)
		require.Equal(t, c.Status == doctor.Fault, c.Remedy != "", "%s: a fault has a remedy, nothing else has", c.Name)
		byName[c.Name] = c
	}
	return byName
}

func notOK(checks map[string]doctor.Check) map[string]string {
	out := map[string]string{}
	for name, c := range checks {
		if c.Status != doctor.OK {
			out[name] = string(c.Status) + ": " + c.Found
		}
	}
	return out
}

// What the document sets up, the doctor finds in order; and every fault that can be
// made one by one in Azure, it finds, says how to mend, and finds nothing else.
func TestEveryCheckBothWays(t *testing.T) {
	w := newWorld(t)
	checks := examine(t, w)
	require.Empty(t, notOK(checks))
	require.Len(t, checks, 32)
	for _, c := range faults() {
		t.Run(c.check+"/"+c.name, func(t *testing.T) {
			w.t = t
			c.spoil(w)
			defer c.mend(w)
			got := examine(t, w)
			require.Equal(t, doctor.Fault, got[c.check].Status, got[c.check].Found)
			require.Contains(t, got[c.check].Found, c.found)
			require.Contains(t, got[c.check].Remedy, c.remedy)
			others := notOK(got)
			delete(others, c.check)
			for _, also := range c.also {
				delete(others, also)
			}
			require.Empty(t, others)
		})
	}
	w.t = t
	require.Empty(t, notOK(examine(t, w)), "mended")
}

// Everything wrong at once is found at once.
func TestAllFaultsAtOnce(t *testing.T) {
	checks := map[string]doctor.Check{}
	for _, c := range doctor.Examine(t.Context(), doctor.Input{
		Getenv: func(string) string { return "" }, SettingsErr: errors.Join(
			settings.Fault{File: "Pulumi.blue.yaml", Key: "location", Problem: "is no region"},
			settings.Fault{File: "Pulumi.global.yaml", Key: "globalRegion", Problem: "is blue's region too"}),
	}) {
		checks[c.Name] = c
	}
	for _, name := range []string{"configuration", "global region", "credentials", "state backend", "secrets provider"} {
		require.Equal(t, doctor.Fault, checks[name].Status, name)
	}
	for _, name := range []string{"login", "subscription", "resource providers", "state account", "secrets key", "identity deploy", "separate identities"} {
		require.Equal(t, doctor.NotChecked, checks[name].Status, name)
	}
	require.Len(t, checks, 32, "no check is left out")
}

// Without rights in Graph, what only Graph knows is not checked, and that is no fault.
func TestGraphThatRefuses(t *testing.T) {
	w := newWorld(t)
	w.in.Azure = refusingGraph{w, http.StatusForbidden}
	for name, why := range notOK(examine(t, w)) {
		require.Contains(t, why, "not checked", name)
	}
}
