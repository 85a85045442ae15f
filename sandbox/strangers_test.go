package sandbox_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
)

// TestAPIVersionsOfAnyAge: clients name the api-version that they were made with. Each
// that the specification has serves them, with the properties that it knows; one that
// came after the specification, but not after today, is served as the newest.
func TestAPIVersionsOfAnyAge(t *testing.T) {
	today := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	c := start(t, sandbox.Options{Now: func() time.Time { return today }})
	rg := c.group("ages")
	identity := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"
	c.send("PUT", identity+"?api-version=2018-11-30", located("westeurope")).want(t, 201)
	account := func(version string) answer {
		return c.send("PUT", rg+"/providers/Microsoft.Storage/storageAccounts/ofanyage?api-version="+version, map[string]any{"location": "westeurope",
			"kind": "StorageV2", "sku": map[string]any{"name": "Standard_LRS"}, "properties": map[string]any{"dnsEndpointType": "Standard"}})
	}
	account("2019-06-01").want(t, 400)
	account("2025-08-01").want(t, 202)
	for version, status := range map[string]int{
		"2023-01-31":         200,
		"2023-07-31-preview": 200, // the newest of the specification
		"2023-07-31":         200, // its end
		"2024-11-30":         200,
		"2025-01-31-preview": 200,
		"2026-01-31":         200,
		"2026-02-01":         400, // tomorrow
		"2023-02-01":         400, // before the newest, and never made
		"2024-13-01":         400,
		"2024-11-30-rumour":  400,
	} {
		if got := c.send("GET", identity+"?api-version="+version, nil); got.status != status {
			t.Errorf("%s: got %d %s, want %d", version, got.status, got.code(), status)
		}
	}
	if got := c.send("GET", sub+"/resourceGroups?api-version=2024-11-01", nil); got.status != 200 {
		t.Errorf("groups: got %d %s", got.status, got.code())
	}
}

// TestSeveralSlashesAreOne: az puts two where a resource has no parent.
func TestSeveralSlashesAreOne(t *testing.T) {
	c := start(t, sandbox.Options{})
	rg := c.group("slashes")
	c.send("PUT", rg+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"+identityVersion, located("westeurope")).want(t, 201)
	onto := rg + "/providers/Microsoft.ManagedIdentity//userAssignedIdentities/one/providers/Microsoft.Authorization/locks/keep?api-version=2016-09-01"
	got := c.send("PUT", onto, lock("CanNotDelete")).want(t, 201)
	if id := got.at("id"); id != rg+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one/providers/Microsoft.Authorization/locks/keep" {
		t.Errorf("the lock's id is %v", id)
	}
	c.send("DELETE", onto, nil).want(t, 200)
}

// TestTokenForTheAddressOfARM: clients that are told nothing but an address take it for
// ARM's audience, as @azure/arm-keyvault does.
func TestTokenForTheAddressOfARM(t *testing.T) {
	c := start(t, sandbox.Options{})
	rg := c.group("audiences")
	for audience, status := range map[string]int{c.s.Endpoint(): 200, "https://elsewhere.example": 401} {
		c.token = c.login(url.Values{"client_id": {c.env["ARM_CLIENT_ID"]}, "client_secret": {c.env["ARM_CLIENT_SECRET"]},
			"scope": {audience + "/.default"}})
		if got := c.send("GET", rg+groupVersion, nil); got.status != status {
			t.Errorf("%s: got %d %s, want %d", audience, got.status, got.code(), status)
		}
	}
}

// TestWhatAzReadsOfEveryDatabase: it shows the size of each, the master's included.
func TestWhatAzReadsOfEveryDatabase(t *testing.T) {
	c := start(t, sandbox.Options{})
	c.group("west")
	c.must(t, put("west|Microsoft.Sql/servers/sql-west", westServer))
	databases := c.list(t, "west|Microsoft.Sql/servers/sql-west/databases")
	if len(databases) != 1 {
		t.Fatalf("a new server has %v", databases)
	}
	master := answer{body: databases[0].(map[string]any)}
	if master.at("sku.tier") != "System" || master.at("kind") != "v12.0,system" {
		t.Errorf("the master database is %v", master.body)
	}
}

// TestPythonAndNodeTrustTheSandbox: they read no SSL_CERT_FILE.
func TestPythonAndNodeTrustTheSandbox(t *testing.T) {
	env := start(t, sandbox.Options{}).env
	for _, name := range []string{"REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"} {
		if env[name] == "" || env[name] != env["SSL_CERT_FILE"] {
			t.Errorf("%s is %q, the certificate lies in %q", name, env[name], env["SSL_CERT_FILE"])
		}
	}
}
