package components_test

import (
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

// stampArgs returns valid arguments of a production stamp, changed by edits.
func stampArgs(edits ...func(*region.StampArgs)) *region.StampArgs {
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

// recordStamp runs NewStamp against the recording mocks.
func recordStamp(t *testing.T, args *region.StampArgs) *graphtest.Graph {
	t.Helper()
	g, err := runStamp("blue", args)
	require.NoError(t, err)
	return g
}

// runStamp builds one stamp of the given name.
func runStamp(name string, args *region.StampArgs) (*graphtest.Graph, error) {
	return graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		return region.NewStamp(ctx, name, args)
	})
}
