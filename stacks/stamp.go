package stacks

import (
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/components/region"
	"github.com/tandem-platform/tandem/internal/contract"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

// deployStamp deploys the one stamp of a stack of the stamp layer.
func deployStamp(ctx *pulumi.Context, c *config) (pulumi.Map, error) {
	outputs := pulumi.Map{}
	for _, s := range c.Stamps {
		stamp, err := newStamp(ctx, c, s)
		if err != nil {
			return nil, err
		}
		outputs[contract.OutputName] = exportStamp(c, s, stamp)
		outputs[contract.TelemetryOutputName] = pulumi.ToSecret(stamp.TelemetryConnection)
	}
	return outputs, nil
}

// newStamp deploys one stamp under its own name.
func newStamp(ctx *pulumi.Context, c *config, s *settings.Stamp) (*region.Stamp, error) {
	return region.NewStamp(ctx, s.Stamp.String(), &region.StampArgs{
		System:       c.System,
		Environment:  c.Environment,
		Stamp:        s.Stamp.String(),
		Generation:   c.Generation,
		Class:        region.Class(c.Class),
		Location:     s.Location,
		AddressSpace: s.AddressSpace,
		Zones:        s.Zones,
		Protected:    c.Protected,
		Owner:        c.Owner,
		Expires:      expiry(c),
		GroupTags:    groupTags(c),
		Revision:     c.Revision,
		App: region.AppArgs{
			Image: s.Image, Registry: s.Registry, SKU: s.AppSKU, Instances: s.AppInstances,
		},
		SQL: region.SQLArgs{
			AdministratorName:     pulumi.String(s.DataAdminsName),
			AdministratorObjectID: pulumi.String(s.DataAdminsObjectID),
		},
		Storage:    region.StorageArgs{Containers: s.Containers, Writable: writable(s)},
		AlertEmail: pulumi.String(c.AlertEmail),
	})
}

// writable are the containers of which the stamp is the only writer.
func writable(s *settings.Stamp) []string {
	var own []string
	for _, name := range s.Containers {
		if strings.HasSuffix(name, settings.ContainerName("", s.Stamp)) {
			own = append(own, name)
		}
	}
	slices.Sort(own)
	return own
}

// expiry is the end of a test environment as text, empty for one that stays.
func expiry(c *config) string {
	if c.Expires == nil {
		return ""
	}
	return c.Expires.UTC().Format(time.RFC3339)
}

// groupTags are the tags by which a test environment is found and ended; one that
// stays has none of them, so that nothing that ends environments takes it for one.
func groupTags(c *config) map[string]string {
	if c.Class != settings.Test {
		return nil
	}
	return topology.LifeTags(topology.LifeArgs{
		Class: string(c.Class), Created: c.Created, PullRequest: c.PullRequest, Extended: c.Extended,
	})
}
