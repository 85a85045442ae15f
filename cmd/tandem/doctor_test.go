package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/ops/doctor"
	"github.com/tandem-platform/tandem/sandbox"
)

// The command finds its way to Azure by the environment alone: here, to a
// sandbox that acts as Azure. The data plane is a stand-in, since the sandbox has none.
func TestDoctorOfAzure(t *testing.T) {
	s, err := sandbox.Start(t.Context(), sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	blobs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/ststate/state" || !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
			w.Header().Set("x-ms-error-code", "ContainerNotFound")
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer blobs.Close()
	stackFiles(t)
	for name, value := range s.Env() {
		t.Setenv(name, value)
	}
	host := strings.TrimPrefix(blobs.URL, "http://")
	t.Setenv("PULUMI_BACKEND_URL", "azblob://state?storage_account=ststate&protocol=http&domain="+host)
	arm, err := armrest.New(os.Getenv)
	require.NoError(t, err)
	group := "/subscriptions/" + arm.Subscription() + "/resourceGroups/state"
	require.NoError(t, arm.Put(t.Context(), group, "2022-09-01", map[string]any{"location": "francecentral"}))
	require.NoError(t, arm.Put(t.Context(), group+"/providers/Microsoft.Storage/storageAccounts/ststate", "2022-09-01", map[string]any{
		"location": "francecentral", "kind": "StorageV2", "sku": map[string]any{"name": "Standard_GZRS"}}))

	checks := doctorsChecks(t)
	want := map[string]doctor.Status{
		"credentials": doctor.OK, "login": doctor.OK, "subscription": doctor.OK, "resource providers": doctor.OK,
		"state backend": doctor.OK, "state account": doctor.OK, "state reachable": doctor.OK, "state lock": doctor.Fault,
		"state versioning": doctor.Fault, "secrets provider": doctor.Fault, "secrets key": doctor.NotChecked, "identity deploy": doctor.Fault,
		"image": doctor.Fault, "global region": doctor.OK,
	}
	for name, status := range want {
		require.Equal(t, status, checks[name].Status, "%s: %s", name, checks[name].Found)
	}
	require.Contains(t, checks["credentials"].Found, "client secret, by ARM_CLIENT_ID")

	t.Setenv("PULUMI_BACKEND_URL", "azblob://other?storage_account=ststate&protocol=http&domain="+host)
	require.Contains(t, doctorsChecks(t)["state reachable"].Found, "404 Not Found (ContainerNotFound)")
}

// stackFiles makes a checkout of stack files alone the current folder.
func stackFiles(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "Pulumi.yaml", "Pulumi.blue.yaml", "Pulumi.green.yaml", "Pulumi.global.yaml"} {
		raw, err := os.ReadFile(filepath.Join("../..", name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), raw, 0o600))
	}
	t.Chdir(dir)
	t.Setenv("GOPROXY", "off") // not asked
	t.Setenv("TANDEM_CACHE", dir)
}

// doctorsChecks runs the command and wants exit code 1.
func doctorsChecks(t *testing.T) map[string]check {
	t.Helper()
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitFailed, run(t.Context(), nil, []string{"doctor", "--target", "azure", "--json"}, &stdout, &stderr), stderr.String())
	var answer struct {
		Version int
		Checks  []check
	}
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &answer))
	require.Equal(t, jsonVersion, answer.Version)
	checks := map[string]check{}
	for _, c := range answer.Checks {
		checks[c.Name] = c
	}
	return checks
}
