package components_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi-azure-native-sdk/keyvault/v2"
	"github.com/pulumi/pulumi-azure-native-sdk/storage/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/components/region"
)

// broken builds a stamp and, beside it, what a careless hand might add.
func broken(t *testing.T, fault func(ctx *pulumi.Context, stamp *region.Stamp) (any, error)) *graphtest.Graph {
	t.Helper()
	g, err := graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		stamp, err := region.NewStamp(ctx, "blue", stampArgs())
		if err != nil {
			return nil, err
		}
		return fault(ctx, stamp)
	})
	require.NoError(t, err)
	return g
}

// stray is a storage account that keeps no law.
func stray(name string, opts ...pulumi.ResourceOption) func(*pulumi.Context, *region.Stamp) (any, error) {
	return func(ctx *pulumi.Context, stamp *region.Stamp) (any, error) {
		_, err := storage.NewStorageAccount(ctx, name, &storage.StorageAccountArgs{
			ResourceGroupName: stamp.ResourceGroupName, AccountName: pulumi.String("ststray"),
			Kind: pulumi.String("StorageV2"), Sku: &storage.SkuArgs{Name: pulumi.String("Standard_LRS")},
		}, opts...)
		return nil, err
	}
}

func TestEveryChildHasItsComponentAsParent(t *testing.T) {
	require.Empty(t, graphtest.Orphans(recordStamp(t, stampArgs())))
	require.NotEmpty(t, graphtest.Orphans(broken(t, stray("blue-stray"))))
}

func TestNamesBeginWithTheComponentsName(t *testing.T) {
	require.Empty(t, graphtest.Misnamed(recordStamp(t, stampArgs())))
	fault := func(ctx *pulumi.Context, stamp *region.Stamp) (any, error) {
		return stray("account", pulumi.Parent(stamp))(ctx, stamp)
	}
	require.NotEmpty(t, graphtest.Misnamed(broken(t, fault)))
}

func TestTagsWhereverSupported(t *testing.T) {
	want := map[string]string{"system": "shop", "environment": "prod", "stamp": "blue", "owner": "team-shop"}
	g := recordStamp(t, stampArgs())
	require.Empty(t, graphtest.Untagged(g, want))
	require.NotEmpty(t, graphtest.Untagged(broken(t, stray("blue-stray")), want))

	for _, r := range g.Custom() {
		release := r.Name == "blue-group" || r.Name == "blue-app-site"
		for _, tag := range []string{"tags.revision", "tags.image"} {
			_, has := r.Input(tag)
			require.Equal(t, release, has, "%s of %s", tag, r.Name)
		}
	}
}

func TestDiagnosticsWhereverSupported(t *testing.T) {
	require.Empty(t, graphtest.Undiagnosed(recordStamp(t, stampArgs())))
	require.NotEmpty(t, graphtest.Undiagnosed(broken(t, stray("blue-stray"))))
}

func TestDataIsProtectedAndLocked(t *testing.T) {
	g := recordStamp(t, stampArgs())
	require.Empty(t, graphtest.Unprotected(g))
	require.Empty(t, graphtest.Unlocked(g))
	faulty := broken(t, stray("blue-stray"))
	require.NotEmpty(t, graphtest.Unprotected(faulty))
	require.NotEmpty(t, graphtest.Unlocked(faulty))

	for _, lock := range g.ByToken("azure-native:authorization:ManagementLockByScope") {
		for _, r := range g.Custom() {
			if r.Token == lock.Token || graphtest.Unversioned(r.Token) == "azure-native:insights:MetricAlert" {
				continue
			}
			require.True(t, g.DependsOn(lock, r), "on destroy %s would go before %s", r.Name, lock.Name)
		}
	}

	lifted := recordStamp(t, stampArgs(func(a *region.StampArgs) { a.Protected = false }))
	require.Empty(t, lifted.ByToken("azure-native:authorization:ManagementLockByScope"))
	for _, r := range lifted.Resources {
		require.False(t, r.Protect, r.Name)
	}
}

func TestNoSecretInPlainOutputs(t *testing.T) {
	g := recordStamp(t, stampArgs())
	require.Empty(t, graphtest.PlainSecrets(g))
	require.True(t, g.Outputs["TelemetryConnection"].Secret)
	require.ElementsMatch(t, []string{"connectionString", "instrumentationKey"}, named(t, g, "blue-telemetry-insights").SecretOutputs)

	leak := func(_ *pulumi.Context, stamp *region.Stamp) (any, error) {
		return pulumi.Unsecret(stamp.TelemetryConnection), nil
	}
	require.NotEmpty(t, graphtest.PlainSecrets(broken(t, leak)))

	into := func(ctx *pulumi.Context, stamp *region.Stamp) (any, error) {
		plain, ok := pulumi.Unsecret(stamp.TelemetryConnection).(pulumi.StringOutput)
		if !ok {
			return nil, fmt.Errorf("no string")
		}
		_, err := keyvault.NewSecret(ctx, "blue-leak", &keyvault.SecretArgs{
			ResourceGroupName: stamp.ResourceGroupName, VaultName: stamp.VaultName, SecretName: pulumi.String("leak"),
			Properties: &keyvault.SecretPropertiesArgs{Value: plain},
		}, pulumi.Parent(stamp))
		return nil, err
	}
	require.NotEmpty(t, graphtest.PlainSecrets(broken(t, into)))
}

func TestStampsAreIndependentAndAlike(t *testing.T) {
	blue := func(a *region.StampArgs) {}
	green := func(a *region.StampArgs) {
		a.Stamp, a.Location, a.AddressSpace = "green", "francecentral", "10.20.0.0/20"
		a.Storage.Writable = []string{"documents-green"}
	}
	both, err := graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		if _, err := region.NewStamp(ctx, "blue", stampArgs(blue)); err != nil {
			return nil, err
		}
		_, err := region.NewStamp(ctx, "green", stampArgs(green))
		return nil, err
	})
	require.NoError(t, err)
	require.Empty(t, graphtest.Crossings(both, "blue", "green"))

	alike := map[string]string{"swedencentral": "<region>", "francecentral": "<region>", "10.10.": "<net>.", "10.20.": "<net>."}
	require.Empty(t, graphtest.Asymmetries(both, "blue", "green", alike))

	crossed, err := graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		one, err := region.NewStamp(ctx, "blue", stampArgs(blue))
		if err != nil {
			return nil, err
		}
		_, err = region.NewStamp(ctx, "green", stampArgs(green, func(a *region.StampArgs) {
			a.SQL.AdministratorName = one.SQLServerName
			a.App.SKU = "P2v3"
		}))
		return nil, err
	})
	require.NoError(t, err)
	require.NotEmpty(t, graphtest.Crossings(crossed, "blue", "green"))
	require.NotEmpty(t, graphtest.Asymmetries(crossed, "blue", "green", alike))
}
