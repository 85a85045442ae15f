package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
)

// first is the first item of a list that an answer holds.
func first(t *testing.T, v any) map[string]any {
	t.Helper()
	items, _ := v.([]any)
	if len(items) == 0 {
		t.Fatalf("the list is empty: %v", v)
	}
	out, _ := items[0].(map[string]any)
	return out
}

// list reads a collection.
func (c *client) list(t *testing.T, short string) []any {
	t.Helper()
	id := expand(short)
	items, _ := c.send("GET", id+"?api-version="+versionOf(id), nil).want(t, 200).at("value").([]any)
	return items
}

func field(doc map[string]any, path string) any { return answer{body: doc}.at(path) }

func TestPrivateEndpointHasBothSides(t *testing.T) {
	c := newWorld(t)
	c.must(t,
		put("west|Microsoft.Network/privateDnsZones/privatelink.database.windows.net", zoneBody),
		put(endpoints+"sql", endpoint("west|Microsoft.Sql/servers/sql-west", "sqlServer")),
		put(endpoints+"sql/privateDnsZoneGroups/default", `{"properties":{"privateDnsZoneConfigs":[{"name":"z",
			"properties":{"privateDnsZoneId":"@west|Microsoft.Network/privateDnsZones/privatelink.database.windows.net"}}]}}`),
	)
	pe := c.get(t, endpoints+"sql")
	link := first(t, pe.at("properties.privateLinkServiceConnections"))
	if got := field(link, "properties.privateLinkServiceConnectionState.status"); got != "Approved" {
		t.Errorf("an endpoint on one's own server is %v, want Approved", got)
	}
	address := first(t, pe.at("properties.customDnsConfigs"))["ipAddresses"].([]any)[0]
	record := c.get(t, "west|Microsoft.Network/privateDnsZones/privatelink.database.windows.net/A/sql-west")
	if got := first(t, record.at("properties.aRecords"))["ipv4Address"]; got != address {
		t.Errorf("the record says %v, the endpoint has %v", got, address)
	}
	nic := first(t, pe.at("properties.networkInterfaces"))["id"].(string)
	c.send("GET", nic+"?api-version=2023-02-01", nil).want(t, 200)
	if n := len(c.list(t, servers+"sql-west/privateEndpointConnections")); n != 1 {
		t.Errorf("the server has %d connections, want 1", n)
	}
	c.must(t, remove(endpoints+"sql"))
	if n := len(c.list(t, servers+"sql-west/privateEndpointConnections")); n != 0 {
		t.Errorf("after the endpoint's deletion the server still has %d connections", n)
	}
	c.send("GET", nic+"?api-version=2023-02-01", nil).want(t, 404)
	gone := expand("west|Microsoft.Network/privateDnsZones/privatelink.database.windows.net/A/sql-west")
	c.send("GET", gone+"?api-version=2020-06-01", nil).want(t, 404)
}

func TestEdgeOriginsShareAConnectionUntilTheLastIsGone(t *testing.T) {
	c := newWorld(t)
	c.must(t, put(door+"originGroups/west", groupBody), put(door+"originGroups/west/origins/west", originBody))
	found := c.list(t, sites+"site-west/privateEndpointConnections")
	if len(found) != 1 {
		t.Fatalf("two origins made %d connections, want 1", len(found))
	}
	connection := found[0].(map[string]any)
	if got := field(connection, "properties.privateLinkServiceConnectionState.status"); got != "Pending" {
		t.Errorf("the connection is %v, want Pending", got)
	}
	if got := field(connection, "properties.privateLinkServiceConnectionState.description"); got != "hello" {
		t.Errorf("the connection's message is %v", got)
	}
	short := sites + "site-west/privateEndpointConnections/" + connection["name"].(string)
	c.must(t, put(short, `{"properties":{"privateLinkServiceConnectionState":{"status":"Approved","description":"ok"}}}`))
	for _, o := range []string{"originGroups/app/origins/west", "originGroups/west/origins/west"} {
		if got := c.get(t, door+o).at("properties.sharedPrivateLinkResource.status"); got != "Approved" {
			t.Errorf("%s shows the link as %v, want Approved", o, got)
		}
	}
	c.must(t, remove(door+"originGroups/west/origins/west"))
	if n := len(c.list(t, sites+"site-west/privateEndpointConnections")); n != 1 {
		t.Errorf("with one origin left there are %d connections, want 1", n)
	}
	c.must(t, remove("hub|Microsoft.Cdn/profiles/door"))
	if n := len(c.list(t, sites+"site-west/privateEndpointConnections")); n != 0 {
		t.Errorf("after the profile's deletion there are %d connections", n)
	}
}

func TestFailoverSwapsRolesOnBothSidesAndBack(t *testing.T) {
	c := newWorld(t)
	c.must(t, serversOf("swap")...)
	c.must(t, failoverGroup("swap"))
	west, north := "west|Microsoft.Sql/servers/swap-w/", "north|Microsoft.Sql/servers/swap-n/"
	roles := func(want ...string) {
		t.Helper()
		for i, group := range []string{west, north} {
			got := c.get(t, group+"failoverGroups/swap")
			if got.at("properties.replicationRole") != want[i] || first(t, got.at("properties.partnerServers"))["replicationRole"] == want[i] {
				t.Errorf("%s: %s", group, got.raw)
			}
			if state := got.at("properties.provisioningState"); state != nil { // the api-version has none
				t.Errorf("%s shows the provisioning state %v", group, state)
			}
			link := first(t, any(c.list(t, group+"databases/app/replicationLinks")))
			if field(link, "properties.role") != want[i] {
				t.Errorf("%s: the database's link is %v, want %v", group, field(link, "properties.role"), want[i])
			}
		}
	}
	roles("Primary", "Secondary")
	begun := c.send("POST", expand(north+"failoverGroups/swap/failover")+"?api-version=2021-11-01", nil).want(t, 202)
	c.send("POST", expand(north+"failoverGroups/swap/forceFailoverAllowDataLoss")+"?api-version=2021-11-01", nil).want(t, 409, "FailoverGroupBusy")
	roles("Primary", "Secondary")
	if a := c.finish(begun); refused(a) {
		t.Fatalf("the failover: %s", a.raw)
	}
	roles("Secondary", "Primary")
	c.must(t, post(west+"failoverGroups/swap", "forceFailoverAllowDataLoss"))
	roles("Primary", "Secondary")
}

func TestReplicationPolicyHasOneIDOnBothAccounts(t *testing.T) {
	c := newWorld(t)
	made := c.run(put(policyNorth+"default", pair(blobsWest, "docs", blobsNorth, "docs-copy")))
	id, _ := made.at("name").(string)
	rule := first(t, made.at("properties.rules"))["ruleId"]
	if refused(made) || id == "default" || made.at("properties.policyId") != id || rule == nil {
		t.Fatalf("the destination's policy is %d %s", made.status, made.raw)
	}
	again := c.run(put(policyNorth+"default", pair(blobsWest, "docs", blobsNorth, "docs-copy")))
	if again.at("name") != id || first(t, again.at("properties.rules"))["ruleId"] != rule {
		t.Errorf("writing default again answers %s", again.raw)
	}
	source := replaced(pair(blobsWest, "docs", blobsNorth, "docs-copy"), `{"sourceContainer"`, `{"ruleId":"`+rule.(string)+`","sourceContainer"`)
	c.must(t, put(policyWest+id, source))
	if got := c.get(t, policyWest+id).at("properties.policyId"); got != id {
		t.Errorf("the source's policy has the id %v, want %v", got, id)
	}
	back := c.run(put(policyWest+"default", pair(blobsNorth, "docs", blobsWest, "docs-copy")))
	if refused(back) || back.at("name") == id {
		t.Errorf("the way back needs a policy of its own, got %s", back.raw)
	}
}

func TestMetricsOfANewPlanAreNotKnownAtFirst(t *testing.T) {
	c, clock := steppedClient(t)
	rg := c.group("young")
	plan := rg + "/providers/Microsoft.Web/serverfarms/young"
	c.send("PUT", plan+"?api-version=2022-09-01", `{"location":"westeurope","sku":{"name":"B1"},"properties":{}}`).want(t, 200)
	alert := func(waive bool) answer {
		return c.send("PUT", rg+"/providers/Microsoft.Insights/metricAlerts/busy?api-version=2018-03-01", map[string]any{"location": "global", "properties": map[string]any{
			"severity": 2, "enabled": true, "scopes": []string{plan}, "evaluationFrequency": "PT1M", "windowSize": "PT5M",
			"criteria": map[string]any{"odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria", "allOf": []any{map[string]any{
				"name": "busy", "criterionType": "StaticThresholdCriterion", "metricName": "CpuPercentage", "operator": "GreaterThan", "threshold": 90,
				"timeAggregation": "Average", "skipMetricValidation": waive}}}}})
	}
	alert(false).want(t, 400, "BadRequest")
	alert(true).want(t, 200)
	clock.now = clock.now.Add(time.Second)
	alert(false).want(t, 200)
}

// Alerts are taken on what only newer or rarer features of a service emit.
func TestAlertsOnEveryMetricOfAType(t *testing.T) {
	c := newWorld(t)
	const target, metric = "@west|Microsoft.Web/sites/site-west", "Http5xx"
	for i, on := range [][2]string{
		{"@hub|Microsoft.Cdn/profiles/door", "WebApplicationFirewallJsRequestCount"}, {"@hub|Microsoft.Cdn/profiles/door", "WebSocketConnections"},
		{"@hub|Microsoft.Cdn/profiles/door", "OriginShieldRequestCount"}, {target, "WorkflowRunsFailureRate"}, {target, "AlwaysReadyUnits"},
	} {
		body := replaced(replaced(metricAlert, target, on[0]), `"`+metric+`"`, `"`+on[1]+`"`)
		c.must(t, put(fmt.Sprintf("west|Microsoft.Insights/metricAlerts/every%d", i), body))
	}
}

func TestVaultComesBackWithWhatItHeld(t *testing.T) {
	c := newWorld(t)
	held := vaults + "row-back/secrets/one"
	c.must(t, put(vaults+"row-back", vaultBody), put(held, `{"properties":{"value":"s3cret"}}`))
	if got := c.get(t, held); strings.Contains(got.raw, "s3cret") {
		t.Errorf("a secret's value is shown: %s", got.raw)
	}
	c.must(t, remove(vaults+"row-back"))
	c.send("GET", expand(held)+"?api-version=2023-02-01", nil).want(t, 404)
	deleted := c.get(t, purged+"row-back")
	if deleted.at("properties.vaultId") != expand(vaults+"row-back") {
		t.Errorf("the deleted vault reads %s", deleted.raw)
	}
	if n := len(c.list(t, "sub|Microsoft.KeyVault/deletedVaults")); n != 1 {
		t.Errorf("%d deleted vaults are listed, want 1", n)
	}
	c.must(t, put(vaults+"row-back", replaced(vaultBody, `"enableRbac`, `"createMode":"recover","enableRbac`)))
	c.get(t, held)
	c.send("GET", expand(purged+"row-back")+"?api-version=2023-02-01", nil).want(t, 404)
}

func TestSiteSettingsAreReplacedAsAWhole(t *testing.T) {
	c := newWorld(t)
	settings := sites + "site-west/config/appsettings"
	c.must(t, put(settings, `{"properties":{"A":"1","B":"2"}}`), put(settings, `{"properties":{"B":"3"}}`))
	got := c.run(post(settings, "list"))
	if values, _ := got.at("properties").(map[string]any); len(values) != 1 || values["B"] != "3" {
		t.Errorf("the settings are %s", got.raw)
	}
	c.must(t, patch(sites+"site-west", `{"properties":{"siteConfig":{"minTlsVersion":"1.2","http20Enabled":true}}}`))
	if site := c.get(t, sites+"site-west"); site.at("properties.siteConfig.http20Enabled") != true || site.at("properties.siteConfig.alwaysOn") != true {
		t.Errorf("the site's configuration is %s", site.raw)
	}
	if got := c.run(post(settings, "list")).at("properties.B"); got != "3" {
		t.Errorf("a write of the site without settings changed them: B is %v", got)
	}
}

func TestNetworkKeepsItsSubnets(t *testing.T) {
	c := newWorld(t)
	c.must(t, patchTags("west|Microsoft.Network/virtualNetworks/net"))
	if subnets, _ := c.get(t, "west|Microsoft.Network/virtualNetworks/net").at("properties.subnets").([]any); len(subnets) != 2 {
		t.Errorf("a PUT without subnets left %d of 2", len(subnets))
	}
}

func patchTags(id string) call {
	return put(id, `{"location":"westeurope","tags":{"a":"b"},"properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}`)
}

func TestNewResourcesGetNewIdentities(t *testing.T) {
	c := newWorld(t)
	id := "west|Microsoft.ManagedIdentity/userAssignedIdentities/twice"
	c.must(t, put(id, identityBody))
	one := c.get(t, id).at("properties.principalId")
	c.must(t, put(id, identityBody))
	if again := c.get(t, id).at("properties.principalId"); again != one {
		t.Errorf("an update changed the principal from %v to %v", one, again)
	}
	c.must(t, remove(id), put(id, identityBody))
	if other := c.get(t, id).at("properties.principalId"); other == one {
		t.Error("a new identity of the same name has the old one's principal")
	}
}

func TestPasswordsStayHidden(t *testing.T) {
	c := start(t, sandbox.Options{})
	c.must(t, put("west", identityBody), put(servers+"row-hidden", oldServer))
	if got := c.get(t, servers+"row-hidden"); strings.Contains(got.raw, "Correct-Horse") {
		t.Errorf("the server shows its password: %s", got.raw)
	}
}
