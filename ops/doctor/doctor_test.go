package doctor_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/doctor"
	"github.com/tandem-platform/tandem/sandbox"
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

// checksCount is how many checks there are.
const checksCount = 33

// What the document sets up, the doctor finds in order; and every fault that can be
// made one by one in Azure, it finds, says how to mend, and finds nothing else.
func TestEveryCheckBothWays(t *testing.T) {
	w := newWorld(t)
	checks := examine(t, w)
	require.Empty(t, notOK(checks))
	require.Len(t, checks, checksCount)
	for _, c := range faults() {
		t.Run(c.check+"/"+c.name, func(t *testing.T) {
			w.t = t
			c.spoil(w)
			defer c.mend(w)
			got := examine(t, w)
			require.Equal(t, doctor.Fault, got[c.check].Status, got[c.check].Found)
			require.Contains(t, got[c.check].Found, c.found)
			for part := range strings.SplitSeq(c.remedy, " ... ") {
				require.Contains(t, got[c.check].Remedy, part)
			}
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

// nothing is an input in which all that can be wrong before Azure is asked is wrong.
func nothing() doctor.Input {
	return doctor.Input{
		Getenv: func(string) string { return "" }, SettingsErr: errors.Join(
			settings.Fault{File: "Pulumi.blue.yaml", Key: "location", Problem: "is no region"},
			settings.Fault{File: "Pulumi.global.yaml", Key: "globalRegion", Problem: "is blue's region too"}),
	}
}

// Everything wrong at once is found at once.
func TestAllFaultsAtOnce(t *testing.T) {
	checks := map[string]doctor.Check{}
	for _, c := range doctor.Examine(t.Context(), nothing()) {
		checks[c.Name] = c
	}
	for _, name := range []string{"configuration", "global region", "credentials", "state backend", "secrets provider"} {
		require.Equal(t, doctor.Fault, checks[name].Status, name)
	}
	for _, name := range []string{"login", "subscription", "resource providers", "state account", "secrets key", "identity deploy", "separate identities"} {
		require.Equal(t, doctor.NotChecked, checks[name].Status, name)
	}
	require.Len(t, checks, checksCount, "no check is left out")
}

// refusals are the paths that Azure may refuse to a login, and the checks that
// cannot tell then.
var refusals = map[string][]string{
	"/subscriptions/" + sandbox.SubscriptionID: {"subscription"},
	"/providers":                         {"resource providers"},
	"/checkNameAvailability":             {"names"},
	"/Microsoft.Web/sites":               {"names"},
	"/Microsoft.Storage/storageAccounts": {"names", "state account", "state versioning", "state access", "state lock", "state reachable"},
	"/blobServices/default":              {"state versioning"},
	"/containers/state":                  {"state access"},
	"/locks":                             {"state lock"},
	"/Microsoft.KeyVault/vaults":         {"names", "secrets key"},
	"/keys/pulumi":                       {"secrets key"},
	"/roleAssignments":                   {"roles of preview", "roles of deploy", "roles of data", "roles of this login"},
	"/roleDefinitions":                   {"roles of preview", "roles of deploy", "roles of data", "roles of this login"},
	"/applications": {"identity preview", "identity deploy", "identity data", "federation of preview", "federation of deploy", "federation of data",
		"roles of preview", "roles of deploy", "roles of data", "directory rights of preview", "directory rights of deploy", "directory rights of data",
		"separate identities", "sign-in application"},
	"/federatedIdentityCredentials": {"federation of preview", "federation of deploy", "federation of data", "separate identities"},
	"/appRoleAssignments":           {"directory rights of preview", "directory rights of deploy", "directory rights of data"},
}

// What a login may not read is not checked, says so, and is no fault; all else is checked.
func TestWhatMayNotBeReadIsNotChecked(t *testing.T) {
	w := newWorld(t)
	for path, blind := range refusals {
		t.Run(path, func(t *testing.T) {
			w.refuse = func(asked string) bool { return strings.HasSuffix(asked, path) }
			defer func() { w.refuse = nil }()
			for name, c := range examine(t, w) {
				if !slices.Contains(blind, name) {
					require.Equal(t, doctor.OK, c.Status, "%s: %s", name, c.Found)
					continue
				}
				require.Equal(t, doctor.NotChecked, c.Status, "%s: %s", name, c.Found)
			}
		})
	}
}

// What a check has found stands, although it may not read all that it looks at.
func TestWhatWasFoundStands(t *testing.T) {
	refused := map[string]string{"state access/takes keys": "/containers/state", "names/taken": "/Microsoft.Web/sites",
		"secrets key/weak vault": "/keys/pulumi", "separate identities/deploy administers data": "/federatedIdentityCredentials"}
	w := newWorld(t)
	for _, c := range faults() {
		path, ok := refused[c.check+"/"+c.name]
		if !ok {
			continue
		}
		delete(refused, c.check+"/"+c.name)
		t.Run(c.check, func(t *testing.T) {
			w.t = t
			c.spoil(w)
			w.refuse = func(asked string) bool { return strings.HasSuffix(asked, path) }
			got := examine(t, w)[c.check]
			w.refuse = nil
			c.mend(w)
			require.Equal(t, doctor.Fault, got.Status, got.Found)
			require.Contains(t, got.Found, c.found)
			require.Contains(t, got.Found, "not all of it could be read: 403 AuthorizationFailed")
			require.Contains(t, got.Remedy, c.remedy)
		})
	}
	require.Empty(t, refused, "no such fault")
}

// Each check has been seen to pass, to find a fault, and not to be able to tell;
// but for those that look at variables and files alone, which always can.
func TestEveryCheckIsSeenThreeWays(t *testing.T) {
	w := newWorld(t)
	ways := map[doctor.Status]map[string]bool{doctor.OK: {}, doctor.Fault: {}, doctor.NotChecked: {}}
	all := func(checks []doctor.Check) {
		for _, c := range checks {
			ways[c.Status][c.Name] = true
		}
	}
	all(doctor.Examine(t.Context(), w.in))
	all(doctor.Examine(t.Context(), nothing()))
	broken := nothing()
	broken.SettingsErr = settings.Fault{File: "Pulumi.blue.yaml", Key: "location", Problem: "is no region"}
	all(doctor.Examine(t.Context(), broken))
	for _, f := range faults() {
		ways[doctor.Fault][f.check] = true // TestEveryCheckBothWays sees that
	}
	for _, blind := range refusals {
		for _, name := range blind {
			ways[doctor.NotChecked][name] = true // TestWhatMayNotBeReadIsNotChecked sees that
		}
	}
	require.Len(t, ways[doctor.OK], checksCount)
	for name := range ways[doctor.OK] {
		require.True(t, ways[doctor.Fault][name], "%s: no test finds a fault", name)
		if !slices.Contains([]string{"configuration", "credentials", "login of the state backend", "state backend", "secrets provider"}, name) {
			require.True(t, ways[doctor.NotChecked][name], "%s: no test keeps it from telling", name)
		}
	}
}
