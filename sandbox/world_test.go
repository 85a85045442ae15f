package sandbox_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// call is one request of the tables below. Its id is written short:
// "west|Microsoft.Web/sites/a" lies in the resource group west, "sub|..." in
// the subscription. Strings of the body that begin with @ are such ids, too.
type call struct{ method, id, body string }

func put(id, body string) call    { return call{"PUT", id, body} }
func patch(id, body string) call  { return call{"PATCH", id, body} }
func remove(id string) call       { return call{"DELETE", id, ""} }
func post(id, action string) call { return call{"POST", id + "/" + action, ""} }

// expand writes a short id in full.
func expand(short string) string {
	group, rest, ok := strings.Cut(short, "|")
	switch {
	case !ok:
		return sub + "/resourceGroups/" + group
	case group == "tenant":
		return "/providers/" + rest
	case group == "sub":
		return sub + "/providers/" + rest
	}
	return sub + "/resourceGroups/" + group + "/providers/" + rest
}

// versions are the api-versions of the tables, by the longest type that fits.
var versions = map[string]string{
	"Microsoft.Authorization/locks": "2020-05-01", "Microsoft.Authorization/roleAssignments": "2022-04-01",
	"Microsoft.Authorization/roleDefinitions": "2022-04-01", "Microsoft.Cdn": "2023-05-01", "Microsoft.Consumption": "2023-05-01",
	"Microsoft.ContainerRegistry": "2022-12-01", "Microsoft.Insights/actionGroups": "2023-01-01",
	"Microsoft.Insights/activityLogAlerts": "2020-10-01", "Microsoft.Insights/autoscalesettings": "2022-10-01",
	"Microsoft.Insights/components": "2020-02-02", "Microsoft.Insights/diagnosticSettings": "2021-05-01-preview",
	"Microsoft.Insights/metricAlerts": "2018-03-01", "Microsoft.Insights/scheduledQueryRules": "2023-03-15-preview",
	"Microsoft.Insights/webtests": "2022-06-15", "Microsoft.KeyVault": "2023-02-01", "Microsoft.ManagedIdentity": "2023-01-31",
	"Microsoft.Network": "2023-02-01", "Microsoft.Network/privateDnsZones": "2020-06-01", "Microsoft.Network/dnsZones": "2018-05-01",
	"Microsoft.Network/FrontDoorWebApplicationFirewallPolicies": "2022-05-01", "Microsoft.OperationalInsights": "2022-10-01",
	"Microsoft.Sql": "2021-11-01", "Microsoft.Storage": "2022-09-01", "Microsoft.Web": "2022-09-01",
}

func versionOf(id string) string {
	best, version := "", "2022-09-01"
	tail := id[strings.LastIndex(id, "/providers/")+len("/providers/"):]
	for prefix, v := range versions {
		if strings.Contains(id, "/providers/") && len(prefix) > len(best) && strings.HasPrefix(tail, prefix) {
			best, version = prefix, v
		}
	}
	return version
}

// run sends a call and waits for its operation.
func (c *client) run(k call) answer {
	c.t.Helper()
	var body any
	if k.body != "" {
		if err := json.Unmarshal([]byte(k.body), &body); err != nil {
			c.t.Fatalf("%s %s: the table's body is no JSON: %v\n%s", k.method, k.id, err, k.body)
		}
		body = expandAll(body)
	}
	id := expand(k.id)
	return c.finish(c.send(k.method, id+"?api-version="+versionOf(id), body))
}

func expandAll(v any) any {
	switch v := v.(type) {
	case string:
		if short, ok := strings.CutPrefix(v, "@"); ok {
			return expand(short)
		}
	case []any:
		for i := range v {
			v[i] = expandAll(v[i])
		}
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			if link, ok := strings.CutPrefix(k, "@"); ok {
				k = expand(link)
			}
			if head, link, ok := strings.Cut(k, ":@"); ok {
				k = head + ":" + expand(link)
			}
			out[k] = expandAll(x)
		}
		return out
	}
	return v
}

// must runs calls that have to pass.
func (c *client) must(t testing.TB, calls ...call) {
	t.Helper()
	for _, k := range calls {
		if a := c.run(k); refused(a) {
			t.Fatalf("%s %s must pass, got %d %s", k.method, k.id, a.status, a.raw)
		}
	}
}

// refused reports whether a call failed, at once or in its operation.
func refused(a answer) bool { return a.status >= 400 || a.at("status") == "Failed" }

// get reads a resource that must be there.
func (c *client) get(t testing.TB, short string) answer {
	t.Helper()
	id := expand(short)
	return c.send("GET", id+"?api-version="+versionOf(id), nil).want(t, 200)
}

const (
	westServer = `{"location":"westeurope","properties":{"version":"12.0","minimalTlsVersion":"1.2","publicNetworkAccess":"Disabled",
		"administrators":{"administratorType":"ActiveDirectory","principalType":"Group","login":"dba","sid":"11111111-2222-4333-8444-555555555555","azureADOnlyAuthentication":true}}}`
	siteBody = `{"location":"westeurope","kind":"app,linux,container","properties":{"serverFarmId":"@west|Microsoft.Web/serverfarms/plan","httpsOnly":true,
		"siteConfig":{"linuxFxVersion":"DOCKER|example.azurecr.io/app:1","alwaysOn":true}}}`
	planBody    = `{"location":"westeurope","kind":"linux","sku":{"name":"P1v3","capacity":2},"properties":{"reserved":true,"zoneRedundant":true}}`
	accountBody = `{"location":"westeurope","kind":"StorageV2","sku":{"name":"Standard_ZRS"},"properties":{"allowSharedKeyAccess":false}}`
	vaultBody   = `{"location":"westeurope","properties":{"tenantId":"` + sandbox.TenantID + `","sku":{"family":"A","name":"standard"},"enableRbacAuthorization":true}}`
	versioned   = `{"properties":{"isVersioningEnabled":true,"changeFeed":{"enabled":true}}}`
	endpointFor = `{"location":"westeurope","properties":{"subnet":{"id":"@west|Microsoft.Network/virtualNetworks/net/subnets/links"},
		"privateLinkServiceConnections":[{"name":"link","properties":{"privateLinkServiceId":"@TARGET","groupIds":["GROUP"]}}]}}`
	originBody = `{"properties":{"hostName":"site-west.azurewebsites.net","originHostHeader":"site-west.azurewebsites.net","priority":1,"weight":1000,
		"sharedPrivateLinkResource":{"privateLink":{"id":"@west|Microsoft.Web/sites/site-west"},"groupId":"sites","privateLinkLocation":"westeurope","requestMessage":"hello"}}}`
	groupBody = `{"properties":{"loadBalancingSettings":{"sampleSize":4,"successfulSamplesRequired":3,"additionalLatencyInMilliseconds":50},
		"healthProbeSettings":{"probePath":"/health","probeRequestType":"GET","probeProtocol":"Https","probeIntervalInSeconds":30}}}`
	wafBody = `{"location":"Global","sku":{"name":"Premium_AzureFrontDoor"},"properties":{"policySettings":{"mode":"Prevention","enabledState":"Enabled"}}}`
)

func endpoint(target, group string) string {
	return strings.NewReplacer("TARGET", target, "GROUP", group).Replace(endpointFor)
}

// world is what the tables refer to: two regions and a global group.
var world = []call{
	put("west", `{"location":"westeurope"}`), put("north", `{"location":"northeurope"}`), put("hub", `{"location":"swedencentral"}`),
	put("west|Microsoft.Network/networkSecurityGroups/nsg", `{"location":"westeurope","properties":{}}`),
	put("west|Microsoft.Network/virtualNetworks/net", `{"location":"westeurope","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}`),
	put("west|Microsoft.Network/virtualNetworks/net/subnets/apps", `{"properties":{"addressPrefix":"10.0.0.0/24",
		"networkSecurityGroup":{"id":"@west|Microsoft.Network/networkSecurityGroups/nsg"},
		"delegations":[{"name":"web","properties":{"serviceName":"Microsoft.Web/serverFarms"}}]}}`),
	put("west|Microsoft.Network/virtualNetworks/net/subnets/links", `{"properties":{"addressPrefix":"10.0.1.0/24",
		"serviceEndpoints":[{"service":"Microsoft.Storage"},{"service":"Microsoft.Sql"},{"service":"Microsoft.KeyVault"}]}}`),
	put("north|Microsoft.Network/virtualNetworks/net", `{"location":"northeurope","properties":{"addressSpace":{"addressPrefixes":["10.1.0.0/16"]},
		"subnets":[{"name":"links","properties":{"addressPrefix":"10.1.1.0/24"}}]}}`),
	put("west|Microsoft.OperationalInsights/workspaces/logs-west", `{"location":"westeurope","properties":{"sku":{"name":"PerGB2018"}}}`),
	put("west|Microsoft.ManagedIdentity/userAssignedIdentities/app", `{"location":"westeurope"}`),
	put("west|Microsoft.Insights/components/telemetry", `{"location":"westeurope","kind":"web","properties":{"Application_Type":"web",
		"WorkspaceResourceId":"@west|Microsoft.OperationalInsights/workspaces/logs-west"}}`),
	put("west|Microsoft.Insights/actionGroups/oncall", `{"location":"Global","properties":{"groupShortName":"oncall","enabled":true}}`),
	put("west|Microsoft.KeyVault/vaults/vault-west", vaultBody),
	put("west|Microsoft.Storage/storageAccounts/blobswest", accountBody),
	put("north|Microsoft.Storage/storageAccounts/blobsnorth", strings.Replace(accountBody, "westeurope", "northeurope", 1)),
	put("west|Microsoft.Storage/storageAccounts/blobswest/blobServices/default", versioned),
	put("north|Microsoft.Storage/storageAccounts/blobsnorth/blobServices/default", versioned),
	put("west|Microsoft.Storage/storageAccounts/blobswest/blobServices/default/containers/docs", `{"properties":{}}`),
	put("west|Microsoft.Storage/storageAccounts/blobswest/blobServices/default/containers/docs-copy", `{"properties":{}}`),
	put("north|Microsoft.Storage/storageAccounts/blobsnorth/blobServices/default/containers/docs", `{"properties":{}}`),
	put("north|Microsoft.Storage/storageAccounts/blobsnorth/blobServices/default/containers/docs-copy", `{"properties":{}}`),
	put("west|Microsoft.Sql/servers/sql-west", westServer),
	put("north|Microsoft.Sql/servers/sql-north", strings.Replace(westServer, "westeurope", "northeurope", 1)),
	put("west|Microsoft.Sql/servers/sql-west/databases/app", `{"location":"westeurope","sku":{"name":"GP_Gen5","tier":"GeneralPurpose","family":"Gen5","capacity":2}}`),
	put("west|Microsoft.Web/serverfarms/plan", planBody),
	put("west|Microsoft.Web/sites/site-west", siteBody),
	put("hub|Microsoft.Cdn/profiles/door", `{"location":"Global","sku":{"name":"Premium_AzureFrontDoor"}}`),
	put("hub|Microsoft.Cdn/profiles/plain", `{"location":"Global","sku":{"name":"Standard_AzureFrontDoor"}}`),
	put("hub|Microsoft.Cdn/profiles/door/afdEndpoints/main", `{"location":"Global","properties":{"enabledState":"Enabled"}}`),
	put("hub|Microsoft.Cdn/profiles/door/originGroups/app", groupBody),
	put("hub|Microsoft.Cdn/profiles/door/originGroups/app/origins/west", originBody),
	put("hub|Microsoft.Network/FrontDoorWebApplicationFirewallPolicies/wall", wafBody),
}

// newWorld starts a sandbox with the world in it.
func newWorld(t testing.TB) *client {
	t.Helper()
	c := start(t, sandbox.Options{})
	c.must(t, world...)
	return c
}

// within runs the test's part with its own failures reported to t.
func (c *client) within(t testing.TB) *client {
	inner := *c
	inner.t = t
	return &inner
}

// replaced is a body with one piece of its text exchanged throughout.
func replaced(body, old, now string) string { return strings.ReplaceAll(body, old, now) }
