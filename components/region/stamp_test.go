package region_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/components/region"
)

// testImage is an image that is pinned by digest.
const testImage = "registry.example.com/shop/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// testRegistry is the resource id of a container registry.
const testRegistry = "/subscriptions/00000000-0000-4000-8000-00000000aaaa/resourceGroups/shared/providers/Microsoft.ContainerRegistry/registries/shopimages"

// production returns valid arguments of a production stamp, changed by edits.
func production(edits ...func(*region.StampArgs)) *region.StampArgs {
	args := &region.StampArgs{
		System: "shop", Environment: "prod", Stamp: "blue", Generation: 1, Class: region.Production,
		Location: "swedencentral", AddressSpace: "10.10.0.0/20", Zones: true, Protected: true,
		Owner: "team-shop", Revision: "4f2a9c1",
		App:        region.AppArgs{Image: testImage, Registry: testRegistry, SKU: "P1v3", Instances: 3},
		SQL:        region.SQLArgs{AdministratorName: pulumi.String("data-admins"), AdministratorObjectID: pulumi.String("00000000-0000-4000-8000-00000000eeee")},
		Storage:    region.StorageArgs{Containers: []string{"documents-blue", "documents-green"}, Writable: []string{"documents-blue"}},
		AlertEmail: pulumi.String("ops@example.com"),
	}
	for _, edit := range edits {
		edit(args)
	}
	return args
}

// record runs NewStamp against the recording mocks.
func record(t *testing.T, args *region.StampArgs) *graphtest.Graph {
	t.Helper()
	g, err := run("blue", args)
	require.NoError(t, err)
	return g
}

// run builds one stamp of the given name.
func run(name string, args *region.StampArgs) (*graphtest.Graph, error) {
	return graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		return region.NewStamp(ctx, name, args)
	})
}

// named returns the resource with that logical name.
func named(t *testing.T, g *graphtest.Graph, name string) *graphtest.Resource {
	t.Helper()
	r, err := g.ByName(name)
	require.NoError(t, err)
	return r
}

func TestStampSetsEveryOutput(t *testing.T) {
	g := record(t, production())
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

func TestPreviewOfAStampSucceeds(t *testing.T) {
	_, err := graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		_, err := region.NewStamp(ctx, "blue", production())
		return nil, err
	}, graphtest.WithPreview())
	require.NoError(t, err)
}

func TestValidationReportsEveryFaultAndRegistersNothing(t *testing.T) {
	g, err := run("blue", &region.StampArgs{
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

	_, err = run("blue", nil)
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
			_, err := run("blue", production(c.edit))
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestClassesDifferInRetentionAndSize(t *testing.T) {
	p := record(t, production())
	x := record(t, production(func(a *region.StampArgs) {
		a.Class, a.Zones, a.Protected, a.App.SKU, a.App.Instances = region.Test, false, false, "B1", 1
		a.Expires = "2026-12-31T18:00:00Z"
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
}

func TestTheAppIsClosed(t *testing.T) {
	g := record(t, production())
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
	g := record(t, production())
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
	g := record(t, production())
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

	again := record(t, production())
	for _, r := range g.ByToken("azure-native:authorization:RoleAssignment") {
		require.Equal(t, r.Text("roleAssignmentName"), named(t, again, r.Name).Text("roleAssignmentName"), "names must not change")
	}
	open := record(t, production(func(a *region.StampArgs) { a.App.Registry = "" }))
	_, err := open.ByName("blue-app-role-pull")
	require.Error(t, err, "without a registry there is nothing to pull with")
}

func TestTheAppStartsAfterWhatItReads(t *testing.T) {
	g := record(t, production())
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
