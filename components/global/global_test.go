package global_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/internal/topology"
)

// willing approves everything and finds everything healthy.
type willing struct{}

func (willing) EnsureApproved(context.Context, string, string) error { return nil }
func (willing) WaitHealthy(context.Context, string) error            { return nil }

// stamp is a stamp as another stack would export it.
func stamp(s topology.Stamp, location string) global.StampInput {
	id := func(kind string) pulumi.StringInput {
		return pulumi.String(fmt.Sprintf("/subscriptions/sub/resourceGroups/rg-%s/providers/%s/%s", s, kind, s))
	}
	text := func(what string) pulumi.StringInput { return pulumi.String(what + "-" + s.String()) }
	return global.StampInput{
		Location: location, ResourceGroup: text("rg"), SubscriptionID: pulumi.String("sub"), TenantID: pulumi.String("tenant"),
		PrivateEndpointSubnetID: id("subnet"), SQLZoneID: id("sqlzone"), BlobZoneID: id("blobzone"),
		AppID: id("Microsoft.Web/sites"), AppName: text("app"), AppHost: pulumi.Sprintf("app-%s.azurewebsites.net", s),
		SQLID: id("Microsoft.Sql/servers"), SQLName: text("sql"), SQLHost: pulumi.Sprintf("sql-%s.database.windows.net", s),
		StorageID: id("Microsoft.Storage/storageAccounts"), StorageName: text("st"), StorageHost: pulumi.Sprintf("st%s.blob.core.windows.net", s),
		VaultHost: pulumi.Sprintf("kv-%s.vault.azure.net", s), IdentityClientID: text("client"), IdentityPrincipalID: text("principal"),
		WorkspaceID: id("workspace"), ComponentID: id("component"), TelemetryConnection: text("telemetry"),
	}
}

// valid returns valid arguments, changed by edits.
func valid(edits ...func(*global.Args)) *global.Args {
	args := &global.Args{
		System: "shop", Environment: "prod", Generation: 1, Production: true, Owner: "team-shop", Revision: "4f2a9c1",
		Location: "uksouth", Active: topology.Blue, Anchor: topology.Blue,
		Stamps: map[topology.Stamp]global.StampInput{
			topology.Blue: stamp(topology.Blue, "northeurope"), topology.Green: stamp(topology.Green, "japanwest"),
		},
		Protected: true, HealthPath: "/health/stamp", InstanceHealthPath: "/health/instance", ControlContainer: "control",
		Edge:     global.EdgeArgs{OperatorRanges: []string{"203.0.113.0/24"}, RateLimit: 1000},
		Database: global.DatabaseArgs{Name: "shop", SKU: "BC_Gen5_4", Zones: true},
		Blobs:    []string{"documents", "pictures"},
		Budget:   global.BudgetArgs{Amount: 100, Start: "2026-01-01T00:00:00Z"}, AlertEmail: "ops@example.com",
		Approver: willing{}, HealthGate: willing{},
	}
	for _, edit := range edits {
		edit(args)
	}
	return args
}

func run(args *global.Args) (*graphtest.Graph, error) {
	return graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		_, err := global.New(ctx, "join", args)
		return nil, err
	}, graphtest.WithOutputs(fill))
}

// fill gives every replication rule an id that tells where it was given.
func fill(token, name string, inputs resource.PropertyMap) resource.PropertyMap {
	if token != "azure-native:storage:ObjectReplicationPolicy" {
		return nil
	}
	var rules []resource.PropertyValue
	for _, rule := range inputs["rules"].ArrayValue() {
		made := rule.ObjectValue().Copy()
		made["ruleId"] = resource.NewProperty("rule-of-" + name + "-" + made["sourceContainer"].StringValue())
		rules = append([]resource.PropertyValue{resource.NewProperty(made)}, rules...) // Azure promises no order
	}
	return resource.PropertyMap{"rules": resource.NewProperty(rules), "policyId": resource.NewProperty("policy-of-" + name)}
}

func record(t *testing.T, args *global.Args) *graphtest.Graph {
	t.Helper()
	g, err := run(args)
	require.NoError(t, err)
	return g
}

func named(t *testing.T, g *graphtest.Graph, name string) *graphtest.Resource {
	t.Helper()
	r, err := g.ByName(name)
	require.NoError(t, err)
	return r
}

func TestEveryFaultIsNamedAndNothingRegistered(t *testing.T) {
	g, err := run(&global.Args{
		System: "Shop!", Expires: "tomorrow", Active: "red", Anchor: "pink", Out: "red",
		Stamps: map[topology.Stamp]global.StampInput{topology.Blue: {}},
		Edge:   global.EdgeArgs{OperatorRanges: []string{"office"}}, Database: global.DatabaseArgs{SKU: "S3"},
	})
	require.Error(t, err)
	for _, fault := range []string{
		`system "Shop!"`, "environment", "generation 0", `Expires "tomorrow"`, "Location is empty", "AlertEmail is empty",
		"Approver is missing", "HealthGate is missing", "HealthPath", "InstanceHealthPath", "ControlContainer is empty", `Active "red"`, `Anchor "pink"`, `Out "red"`,
		"Out and Active are both", `Stamps lacks "green"`, "Stamps[blue].Location is empty", "Stamps[blue].SQLID is missing",
		"Stamps[blue].TelemetryConnection is missing", `"office" is no address range`, "Edge.RateLimit is 0", "Database.Name is empty",
		`Database.SKU "S3"`, "Blobs is empty", "Budget.Amount is 0", "Budget.Start is empty",
	} {
		require.ErrorContains(t, err, fault)
	}
	require.Empty(t, g.Resources)
	_, err = run(nil)
	require.ErrorContains(t, err, "arguments are missing")
}

func TestReplicationRunsBothWaysDestinationFirst(t *testing.T) {
	g := record(t, valid())
	for _, from := range topology.Stamps() {
		destination := named(t, g, fmt.Sprintf("join-replication-%s-destination", from))
		source := named(t, g, fmt.Sprintf("join-replication-%s-source", from))
		require.Equal(t, "default", destination.Text("objectReplicationPolicyId"))
		require.Equal(t, "st-"+from.Peer().String(), destination.Text("accountName"))
		require.Equal(t, "st-"+from.String(), source.Text("accountName"))
		require.Equal(t, "policy-of-"+destination.Name, source.Text("objectReplicationPolicyId"))
		require.True(t, g.DependsOn(source, destination))
		for _, r := range []*graphtest.Resource{destination, source} {
			require.Contains(t, r.Text("sourceAccount"), "/"+from.String())
			rules, _ := r.Input("rules")
			require.Len(t, rules, 2)
			for i, base := range []string{"documents", "pictures"} {
				rule := rules.([]any)[i].(map[string]any)
				container := base + "-" + from.String()
				require.Equal(t, container, rule["sourceContainer"])
				require.Equal(t, container, rule["destinationContainer"])
				require.Equal(t, map[string]any{"minCreationTime": "1601-01-01T00:00:00Z"}, rule["filters"])
				if r == source {
					require.Equal(t, "rule-of-"+destination.Name+"-"+container, rule["ruleId"])
				}
			}
		}
	}
}

func TestDatabasesAreAPair(t *testing.T) {
	g := record(t, valid())
	blue, green := named(t, g, "join-sql-blue-database"), named(t, g, "join-sql-green-database")
	require.Equal(t, blue.ID, green.Text("sourceDatabaseId"))
	require.Equal(t, "Secondary", green.Text("createMode"))
	_, found := blue.Input("createMode")
	require.False(t, found)
	for _, equal := range []string{"sku", "zoneRedundant", "databaseName", "requestedBackupStorageRedundancy", "readScale", "tags"} {
		one, _ := blue.Input(equal)
		other, _ := green.Input(equal)
		require.Equal(t, one, other, equal)
	}
	for _, kind := range []string{"short", "long"} {
		one, other := named(t, g, "join-sql-blue-"+kind+"-retention"), named(t, g, "join-sql-green-"+kind+"-retention")
		for key, value := range one.Inputs {
			if key != "serverName" && key != "resourceGroupName" {
				require.Equal(t, value, other.Inputs[key], key)
			}
		}
	}
	group := named(t, g, "join-sql-failover-group")
	require.Equal(t, "Manual", group.Text("readWriteEndpoint.failoverPolicy"))
	require.True(t, g.DependsOn(group, green))
	require.Equal(t, "sql-blue", group.Text("serverName"))

	moved := record(t, valid(func(a *global.Args) { a.Anchor = topology.Green }))
	require.Equal(t, "sql-green", named(t, moved, "join-sql-failover-group").Text("serverName"))
	require.Equal(t, "Secondary", named(t, moved, "join-sql-blue-database").Text("createMode"))
}

// rule returns a custom rule of a firewall policy.
func rule(t *testing.T, policy *graphtest.Resource, name string) map[string]any {
	t.Helper()
	rules, _ := policy.Input("customRules.rules")
	for _, r := range rules.([]any) {
		if r := r.(map[string]any); r["name"] == name {
			return r
		}
	}
	return nil
}

func TestFirewall(t *testing.T) {
	g := record(t, valid(func(a *global.Args) { a.Edge.CustomDomain, a.Edge.GeoFilter = "shop.example.com", []string{"IE"} }))
	app, direct := named(t, g, "join-edge-waf-app"), named(t, g, "join-edge-waf-direct")
	for _, policy := range []*graphtest.Resource{app, direct} {
		require.Equal(t, "Prevention", policy.Text("policySettings.mode"))
		require.Equal(t, "Premium_AzureFrontDoor", policy.Text("sku.name"))
		sets, _ := policy.Input("managedRules.managedRuleSets")
		require.Len(t, sets, 2)
		for _, name := range []string{"AllowedMethods", "AllowedCountries", "RateLimit"} {
			require.NotNil(t, rule(t, policy, name), name)
		}
	}
	require.Nil(t, rule(t, app, "OperatorsOnly"))

	operators := rule(t, direct, "OperatorsOnly")
	require.Equal(t, "Block", operators["action"])
	conditions := operators["matchConditions"].([]any)
	require.Len(t, conditions, 2)
	elsewhere := conditions[1].(map[string]any)
	pattern := regexp.MustCompile(elsewhere["matchValue"].([]any)[0].(string))
	for uri, health := range map[string]bool{
		"/health/stamp": true, "https://x.azurefd.net/health/stamp": true, "https://x.azurefd.net:443/health/stamp?deep=1": true,
		"/health/stamp/admin": false, "/x/health/stamp": false, "/admin?/health/stamp": false, "https://x.azurefd.net/": false,
	} {
		require.Equal(t, health, pattern.MatchString(uri), uri)
	}

	nobody := record(t, valid(func(a *global.Args) { a.Edge.OperatorRanges = nil }))
	require.Len(t, rule(t, named(t, nobody, "join-edge-waf-direct"), "OperatorsOnly")["matchConditions"], 1)
	require.Nil(t, rule(t, named(t, nobody, "join-edge-waf-app"), "AllowedCountries"))
}

// TestEveryDomainIsGuarded holds that no endpoint and no domain is without a firewall.
func TestEveryDomainIsGuarded(t *testing.T) {
	g := record(t, valid(func(a *global.Args) { a.Edge.CustomDomain = "shop.example.com" }))
	guarded := map[string]int{}
	for _, policy := range g.ByToken("azure-native:cdn:SecurityPolicy") {
		associations, _ := policy.Input("parameters.associations")
		for _, a := range associations.([]any) {
			for _, d := range a.(map[string]any)["domains"].([]any) {
				guarded[d.(map[string]any)["id"].(string)]++
			}
		}
	}
	domains := append(g.ByToken("azure-native:cdn:AFDEndpoint"), g.ByToken("azure-native:cdn:AFDCustomDomain")...)
	require.Len(t, domains, 4)
	for _, d := range domains {
		require.Equal(t, 1, guarded[d.ID], d.Name)
	}
	app := named(t, g, "join-edge-app-route")
	custom, _ := app.Input("customDomains")
	require.Len(t, custom, 1)
}

func TestOriginsArePrivateAndAssetsUnprobed(t *testing.T) {
	g := record(t, valid())
	origins := g.ByToken("azure-native:cdn:AFDOrigin")
	require.Len(t, origins, 6)
	for _, o := range origins {
		require.Equal(t, global.RequestMessage, o.Text("sharedPrivateLinkResource.requestMessage"), o.Name)
		require.Equal(t, o.Text("hostName"), o.Text("originHostHeader"), o.Name)
		want := "sites"
		if strings.Contains(o.Name, "assets") {
			want = "blob"
		}
		require.Equal(t, want, o.Text("sharedPrivateLinkResource.groupId"))
	}
	require.Equal(t, "japaneast", named(t, g, "join-edge-green-origin").Text("sharedPrivateLinkResource.privateLinkLocation"))
	for _, group := range g.ByToken("azure-native:cdn:AFDOriginGroup") {
		_, probed := group.Input("healthProbeSettings")
		require.Equal(t, !strings.Contains(group.Name, "assets"), probed, group.Name)
	}
	for _, route := range g.ByToken("azure-native:cdn:Route") {
		_, cached := route.Input("cacheConfiguration")
		require.False(t, cached, route.Name)
		require.Equal(t, "HttpsOnly", route.Text("forwardingProtocol"))
	}
	patterns, _ := named(t, g, "join-edge-blue-assets-route").Input("patternsToMatch")
	require.Equal(t, []any{"/assets/blue/*"}, patterns)
}

func TestSignInTrustsEveryEndpointAndNoSecret(t *testing.T) {
	g := record(t, valid(func(a *global.Args) { a.Edge.CustomDomain = "shop.example.com" }))
	redirects, _ := named(t, g, "join-signin-application").Input("web.redirectUris")
	require.Len(t, redirects, 4)
	require.Contains(t, redirects, "https://shop.example.com/.auth/login/aad/callback")
	require.Empty(t, g.ByToken("azuread:index:ApplicationPassword"))
	for _, s := range topology.Stamps() {
		credential := named(t, g, fmt.Sprintf("join-signin-%s-credential", s))
		require.Equal(t, "principal-"+s.String(), credential.Text("subject"))
		auth := named(t, g, fmt.Sprintf("join-wiring-%s-sign-in", s))
		require.Equal(t, "Standard", auth.Text("httpSettings.forwardProxy.convention"))
		open, _ := auth.Input("globalValidation.excludedPaths")
		require.Equal(t, []any{"/health/stamp", "/health/instance"}, open)
		setting := auth.Text("identityProviders.azureActiveDirectory.registration.clientSecretSettingName")
		require.Equal(t, "client-"+s.String(), named(t, g, fmt.Sprintf("join-wiring-%s-settings", s)).Text("properties."+setting))
	}
}

func TestWaysLeadToThePeerThroughOwnNetwork(t *testing.T) {
	g := record(t, valid())
	endpoints := g.ByToken("azure-native:network:PrivateEndpoint")
	require.Len(t, endpoints, 4)
	for _, s := range topology.Stamps() {
		for _, service := range []string{"sql", "blob"} {
			endpoint := named(t, g, fmt.Sprintf("join-wiring-%s-%s-endpoint", s, service))
			require.Contains(t, endpoint.Text("subnet.id"), "/"+s.String())
			connections, _ := endpoint.Input("privateLinkServiceConnections")
			require.Contains(t, connections.([]any)[0].(map[string]any)["privateLinkServiceId"], "/"+s.Peer().String())
			zones, _ := named(t, g, fmt.Sprintf("join-wiring-%s-%s-zones", s, service)).Input("privateDnsZoneConfigs")
			require.Contains(t, zones.([]any)[0].(map[string]any)["privateDnsZoneId"], s.String())
		}
		reader := named(t, g, fmt.Sprintf("join-wiring-%s-reader", s))
		require.Contains(t, reader.Text("scope"), "/"+s.Peer().String())
		require.Equal(t, "principal-"+s.String(), reader.Text("principalId"))
		require.Equal(t, topology.GUID(reader.Text("scope"), reader.Text("principalId"), "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
			reader.Text("roleAssignmentName"))
	}
}

func TestWatchSeesEverything(t *testing.T) {
	g := record(t, valid())
	require.Len(t, g.ByToken("azure-native:insights:WebTest"), 4)
	for _, test := range g.ByToken("azure-native:insights:WebTest") {
		places, _ := test.Input("locations")
		require.GreaterOrEqual(t, len(places.([]any)), 5)
	}
	alerts := g.ByToken("azure-native:insights:MetricAlert")
	require.Len(t, alerts, 10)
	group := named(t, g, "join-watch-action-group")
	for _, a := range alerts {
		actions, _ := a.Input("actions")
		require.Equal(t, group.ID, actions.([]any)[0].(map[string]any)["actionGroupId"], a.Name)
	}
	require.Equal(t, []string{"timePeriod"}, named(t, g, "join-watch-budget").IgnoreChanges)
	require.Contains(t, fmt.Sprint(named(t, g, "join-watch-dashboard").Inputs), "fg-shop-prod.database.windows.net")
}
