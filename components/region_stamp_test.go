package components_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/components/region"
)

func TestStampSetsEveryOutput(t *testing.T) {
	g := recordStamp(t, stampArgs())
	want := map[string]string{
		"Location":          "swedencentral",
		"SubscriptionID":    graphtest.SubscriptionID,
		"TenantID":          graphtest.TenantID,
		"ResourceGroupName": "rg-shop-prod-blue",
		"AppHostName":       "app-shop-prod-blue.azurewebsites.net",
		"SQLServerHostName": "sql-shop-prod-blue.database.windows.net",
		"StorageHostName":   "stshopprodblue4.blob.core.windows.net",
		"VaultHostName":     "kvshopprodblue014.vault.azure.net",
		"SQLZoneName":       "privatelink.database.windows.net",
		"Image":             testImage,
		"ImageDigest":       "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		"Revision":          "4f2a9c1",
	}
	for path, value := range want {
		require.Equal(t, value, g.Outputs[path].Value, path)
	}
	require.Equal(t, []string{"documents-blue", "documents-green"}, g.Outputs["Containers"].Value)
	for path, output := range g.Outputs {
		require.NotEmpty(t, output.Value, "output %s is empty", path)
	}
	require.Contains(t, g.Outputs["IntegrationSubnetID"].Value, "/subnets/snet-shop-prod-blue-integration")
}

// metrics are those of Azure's metrics that alerts watch, by namespace.
// Source: https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index and
// https://learn.microsoft.com/azure/storage/blobs/object-replication-overview (replication metrics).
var metrics = map[string][]string{
	"Microsoft.Web/sites":                                         {"HealthCheckStatus", "Http5xx", "HttpResponseTime"},
	"Microsoft.Web/serverfarms":                                   {"CpuPercentage", "MemoryPercentage"},
	"Microsoft.KeyVault/vaults":                                   {"Availability"},
	"Microsoft.Storage/storageAccounts":                           {"Availability"},
	"Microsoft.Cdn/profiles":                                      {"OriginHealthPercentage", "WebApplicationFirewallRequestCount"},
	"Microsoft.Sql/servers/databases":                             {"replication_lag_seconds"},
	"Microsoft.Storage/storageAccounts/objectReplicationPolicies": {"PendingOperationsForReplication"},
}

// The alerts of a stamp are made with what they watch, before Azure lists its
// metrics: nobody but this test tells a metric that does not exist.
func TestAlertsWatchMetricsThatExist(t *testing.T) {
	g := recordStamp(t, stampArgs())
	alerts := g.ByToken("azure-native:insights:MetricAlert")
	require.NotEmpty(t, alerts)
	for _, a := range alerts {
		all, _ := a.Input("criteria")
		for _, item := range all.(map[string]any)["allOf"].([]any) {
			criterion := item.(map[string]any)
			require.Contains(t, metrics[criterion["metricNamespace"].(string)], criterion["metricName"], a.Name)
			require.Equal(t, true, criterion["skipMetricValidation"], a.Name)
		}
	}
}

func TestPreviewOfAStampSucceeds(t *testing.T) {
	_, err := graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		_, err := region.NewStamp(ctx, "blue", stampArgs())
		return nil, err
	}, graphtest.WithPreview())
	require.NoError(t, err)
}

func TestValidationReportsEveryFaultAndRegistersNothing(t *testing.T) {
	g, err := runStamp("blue", &region.StampArgs{
		System: "Shop!", Environment: "production1", Stamp: "red", Generation: 100, Class: "staging",
		Location: "Sweden Central", AddressSpace: "10.10.0.0/28", Zones: true, Expires: "tomorrow",
		App:     region.AppArgs{Image: "registry.example.com/shop/web:latest", Registry: "shop.azurecr.io", SKU: "S1", Instances: 1},
		Storage: region.StorageArgs{Containers: []string{"Documents", "docs", "docs", "control"}, Writable: []string{"other"}},
	})
	require.Error(t, err)
	for _, fault := range []string{
		`system "Shop!"`, `environment "production1"`, "generation 100", "no stamp is called \"red\"",
		`class "staging"`, `Location "Sweden Central"`, "10.10.0.0/28 is too small", `Expires "tomorrow"`, "Owner is missing",
		"not pinned by digest", "no resource id of a container registry", `App.SKU "S1" is unknown`, "App.Instances is 1: give 2 to 30",
		`"Documents" is no container name`, `"docs" exists already`, `"control" exists already`, `"other" is not among`,
		"SQL.AdministratorName is missing", "SQL.AdministratorObjectID is missing", "AlertEmail is missing",
	} {
		require.ErrorContains(t, err, fault)
	}
	require.Empty(t, g.Resources)

	_, err = runStamp("blue", nil)
	require.ErrorContains(t, err, "no arguments")
}

func TestValidationOfSizes(t *testing.T) {
	cases := map[string]struct {
		edit func(*region.StampArgs)
		want string // empty: valid
	}{
		"basic in production": {
			func(a *region.StampArgs) { a.App.SKU = "B1"; a.Zones = false }, "App.SKU B1 is for class test",
		},
		"basic over zones": {
			func(a *region.StampArgs) { a.App.SKU = "B1"; a.Class = region.Test }, "cannot be spread over zones",
		},
		"basic for a test": {
			func(a *region.StampArgs) {
				a.App.SKU, a.Class, a.Zones, a.App.Instances = "B1", region.Test, false, 1
			}, "",
		},
		"region without zones": {
			func(a *region.StampArgs) { a.Location = "ukwest" }, "has no availability zones",
		},
		"too many instances": {
			func(a *region.StampArgs) { a.App.Instances = 31 }, "App.Instances is 31",
		},
		"generation left out": {func(a *region.StampArgs) { a.Generation = 0 }, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := runStamp("blue", stampArgs(c.edit))
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestClassesDifferInRetentionAndSize(t *testing.T) {
	p := recordStamp(t, stampArgs())
	x := recordStamp(t, stampArgs(func(a *region.StampArgs) {
		a.Class, a.Zones, a.Protected, a.App.SKU, a.App.Instances = region.Test, false, false, "B1", 1
		a.Expires = "2026-12-31T18:00:00Z"
		a.GroupTags = map[string]string{"class": "test"}
	}))
	vault := named(t, p, "blue-vault-vault")
	protection, _ := vault.Input("properties.enablePurgeProtection")
	require.Equal(t, true, protection)
	vault = named(t, x, "blue-vault-vault")
	_, set := vault.Input("properties.enablePurgeProtection")
	require.False(t, set, "Azure refuses an explicit false")

	require.Equal(t, "Standard_ZRS", named(t, p, "blue-storage-account").Text("sku.name"))
	require.Equal(t, "Standard_LRS", named(t, x, "blue-storage-account").Text("sku.name"))
	require.Len(t, p.ByToken("azure-native:insights:AutoscaleSetting"), 1)
	require.Empty(t, x.ByToken("azure-native:insights:AutoscaleSetting"))
	require.Equal(t, []string{"sku.capacity"}, named(t, p, "blue-app-plan").IgnoreChanges)
	require.Empty(t, named(t, x, "blue-app-plan").IgnoreChanges, "without autoscale the size is ours")
	require.Equal(t, "2026-12-31T18:00:00Z", named(t, x, "blue-storage-account").Text("tags.expires"))
	require.Equal(t, "test", named(t, x, "blue-group").Text("tags.class"))
	_, set = named(t, x, "blue-app-site").Input("tags.class")
	require.False(t, set, "tags of the group alone")
}

func TestTheAppIsClosed(t *testing.T) {
	g := recordStamp(t, stampArgs())
	site := named(t, g, "blue-app-site")
	for path, want := range map[string]any{
		"httpsOnly": true, "publicNetworkAccess": "Disabled", "clientAffinityEnabled": false, "vnetRouteAllEnabled": true,
		"siteConfig.linuxFxVersion": "DOCKER|" + testImage, "siteConfig.minTlsVersion": "1.2", "siteConfig.ftpsState": "Disabled",
		"siteConfig.healthCheckPath": region.InstanceHealthPath, "siteConfig.acrUseManagedIdentityCreds": true,
		"siteConfig.vnetRouteAllEnabled": true,
	} {
		got, ok := site.Input(path)
		require.True(t, ok, path)
		require.Equal(t, want, got, path)
	}
	_, owned := site.Input("siteConfig.appSettings")
	require.False(t, owned, "settings belong to the layer that joins the stamps")
	for _, name := range []string{"blue-app-ftp", "blue-app-scm"} {
		allow, _ := named(t, g, name).Input("allow")
		require.Equal(t, false, allow, name)
	}
}

func TestSQLAcceptsOnlyTheGroup(t *testing.T) {
	g := recordStamp(t, stampArgs())
	server := named(t, g, "blue-sql-server")
	only, _ := server.Input("administrators.azureADOnlyAuthentication")
	require.Equal(t, true, only)
	require.Equal(t, "Group", server.Text("administrators.principalType"))
	require.Equal(t, "data-admins", server.Text("administrators.login"))
	require.Equal(t, "Disabled", server.Text("publicNetworkAccess"))
	require.Equal(t, "1.2", server.Text("minimalTlsVersion"))
	for _, password := range []string{"administratorLogin", "administratorLoginPassword"} {
		_, set := server.Input(password)
		require.False(t, set, password)
	}
}

func TestRolesAreTheLeastThatDoTheJob(t *testing.T) {
	g := recordStamp(t, stampArgs())
	roles := map[string]string{}
	for _, r := range g.ByToken("azure-native:authorization:RoleAssignment") {
		require.Equal(t, "ServicePrincipal", r.Text("principalType"), r.Name)
		require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, r.Text("roleAssignmentName"))
		id := r.Text("roleDefinitionId")
		roles[r.Name] = id[strings.LastIndex(id, "/")+1:]
	}
	require.Equal(t, map[string]string{
		"blue-vault-role-secrets":           "4633458b-17de-408a-b874-0445c86b69e6",
		"blue-storage-role-documents-blue":  "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
		"blue-storage-role-documents-green": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
		"blue-storage-role-control":         "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
		"blue-storage-links":                "db58b8e5-c6ad-4a2a-8342-4190687cbf4a",
		"blue-app-role-pull":                "7f951dda-4ed3-4680-a7ca-43fe172d538d",
		"blue-app-role-telemetry":           "3913510d-42f4-4e42-8a64-420c390055eb",
	}, roles)

	again := recordStamp(t, stampArgs())
	for _, r := range g.ByToken("azure-native:authorization:RoleAssignment") {
		require.Equal(t, r.Text("roleAssignmentName"), named(t, again, r.Name).Text("roleAssignmentName"), "names must not change")
	}
	open := recordStamp(t, stampArgs(func(a *region.StampArgs) { a.App.Registry = "" }))
	_, err := open.ByName("blue-app-role-pull")
	require.Error(t, err, "without a registry there is nothing to pull with")
}

func TestTheAppStartsAfterWhatItReads(t *testing.T) {
	g := recordStamp(t, stampArgs())
	site := named(t, g, "blue-app-site")
	for _, first := range []string{
		"blue-vault-endpoint-names", "blue-sql-endpoint-names", "blue-storage-endpoint-names", "blue-vault-role-secrets",
		"blue-app-role-pull", "blue-network-vnet", "blue-app-plan", "blue-identity-app", "blue-network-zone-sql-link",
	} {
		require.True(t, g.DependsOn(site, named(t, g, first)), "the app does not wait for %s", first)
	}
	require.True(t, g.DependsOn(named(t, g, "blue-app-plan"), named(t, g, "blue-network-vnet")),
		"on destroy the plan must leave the subnet before the network goes")
}
