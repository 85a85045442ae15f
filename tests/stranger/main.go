// Command onestamp deploys one stamp from a module of its own, with nothing of
// Tandem but its components: no settings, no stacks, no driver.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/components/region"
)

// image is any image that is pinned by digest.
const image = "mcr.microsoft.com/appsvc/staticsite@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func main() { pulumi.Run(deploy) }

// deploy builds one stamp and exports where its application answers.
func deploy(ctx *pulumi.Context) error {
	stamp, err := region.NewStamp(ctx, "shop", &region.StampArgs{
		System:       "shop",
		Environment:  "try",
		Stamp:        "blue",
		Class:        region.Test,
		Location:     "swedencentral",
		AddressSpace: "10.40.0.0/20",
		Owner:        "team-shop",
		App:          region.AppArgs{Image: image, SKU: "B1", Instances: 1},
		SQL: region.SQLArgs{
			AdministratorName:     pulumi.String("shop-data-admins"),
			AdministratorObjectID: pulumi.String("00000000-0000-4000-8000-0000000000d1"),
		},
		Storage:    region.StorageArgs{Containers: []string{"documents"}, Writable: []string{"documents"}},
		AlertEmail: pulumi.String("shop@example.com"),
	})
	if err != nil {
		return err
	}
	ctx.Export("app", stamp.AppHostName)
	ctx.Export("database", stamp.SQLServerHostName)
	ctx.Export("telemetry", stamp.TelemetryConnection)
	return nil
}
