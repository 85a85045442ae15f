package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
)

// stepped is a clock that only a test moves.
type stepped struct{ now time.Time }

func (s *stepped) Now() time.Time { return s.now }

func steppedClient(t *testing.T) (*client, *stepped) {
	clock := &stepped{now: time.Now()}
	return start(t, sandbox.Options{Now: clock.Now}), clock
}

func TestLocationOperation(t *testing.T) {
	c, clock := steppedClient(t)
	id := c.group("lro") + "/providers/Microsoft.Storage/storageAccounts/lrostore" + storageVersion
	put := c.send("PUT", id, account("Standard_LRS")).want(t, 202)
	location := put.header.Get("Location")
	if location == "" || put.header.Get("Azure-AsyncOperation") != "" || put.raw != "" || put.header.Get("retry-after-ms") == "" || put.header.Get("Retry-After") == "" {
		t.Errorf("headers %v, body %s", put.header, put.raw)
	}
	c.send("GET", location, nil).want(t, 202)
	if got := c.send("GET", id, nil).want(t, 200).at("properties.provisioningState"); got != "Creating" {
		t.Errorf("meanwhile the account is %v", got)
	}
	c.send("PUT", id, account("Standard_LRS")).want(t, 409, "AnotherOperationInProgress")
	clock.now = clock.now.Add(time.Second)
	done := c.send("GET", location, nil).want(t, 200)
	if done.at("properties.provisioningState") != "Succeeded" || done.at("name") != "lrostore" {
		t.Errorf("the result is %s", done.raw)
	}
	c.send("PUT", id, account("Standard_LRS")).want(t, 200)
}

func TestAsyncOperation(t *testing.T) {
	c, clock := steppedClient(t)
	id := c.group("lro") + "/providers/Microsoft.Network/networkSecurityGroups/one" + nsgVersion
	put := c.send("PUT", id, nsg("0")).want(t, 201)
	url := put.header.Get("Azure-AsyncOperation")
	if !strings.HasPrefix(url, c.s.Endpoint()+sub+"/providers/Microsoft.Network/locations/westeurope/operationStatuses/") {
		t.Errorf("the operation is at %q", url)
	}
	if got := c.send("GET", url, nil).want(t, 200); got.at("status") != "InProgress" || got.header.Get("retry-after-ms") == "" {
		t.Errorf("status %s, headers %v", got.raw, got.header)
	}
	clock.now = clock.now.Add(time.Second)
	if got := c.send("GET", url, nil).want(t, 200); got.at("status") != "Succeeded" || got.at("endTime") == nil {
		t.Errorf("status %s", got.raw)
	}
	if got := c.send("GET", id, nil).want(t, 200).at("properties.provisioningState"); got != "Succeeded" {
		t.Errorf("the group is %v", got)
	}
	del := c.send("DELETE", id, nil).want(t, 202)
	clock.now = clock.now.Add(time.Second)
	c.send("GET", del.header.Get("Location"), nil).want(t, 200)
	c.send("GET", id, nil).want(t, 404, "ResourceNotFound")
}

func TestOperationEndsWithoutPolls(t *testing.T) {
	c, clock := steppedClient(t)
	id := c.group("lro") + "/providers/Microsoft.Network/networkSecurityGroups/one" + nsgVersion
	c.send("PUT", id, nsg("0")).want(t, 201)
	clock.now = clock.now.Add(time.Second)
	if got := c.send("GET", id, nil).want(t, 200).at("properties.provisioningState"); got != "Succeeded" {
		t.Errorf("the group is %v", got)
	}
}

func TestWriteOnlyValuesAreWithheld(t *testing.T) {
	c := start(t, sandbox.Options{})
	id := c.group("secret") + "/providers/Microsoft.Sql/servers/sandboxsecretserver" + sqlVersion
	const password = "Sup3r-Secret-Pa55"
	put := c.send("PUT", id, map[string]any{"location": "westeurope", "properties": map[string]any{
		"administratorLogin": "boss", "administratorLoginPassword": password, "state": "Nonsense"}})
	c.finish(put)
	got := c.send("GET", id, nil).want(t, 200)
	if strings.Contains(put.raw+got.raw, password) {
		t.Errorf("the password is shown: %s %s", put.raw, got.raw)
	}
	if got.at("properties.administratorLogin") != "boss" || got.at("properties.state") == "Nonsense" {
		t.Errorf("the server is %s", got.raw)
	}
}
