package region

import (
	"fmt"

	link "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20210201"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// endpoint is a private endpoint in the stamp's network.
type endpoint struct {
	azureName string
	target    pulumi.StringOutput // what it leads to
	groupID   string              // which of the target's services
	zone      *zone               // where it is found
}

// newEndpoint builds a private endpoint and its DNS record. What it returns is
// the zone group: once it exists, the target's name resolves to the endpoint.
func newEndpoint(
	ctx *pulumi.Context, name string, parent pulumi.Resource, f *frame, p *parts, e endpoint,
) (pulumi.Resource, error) {
	resource, err := link.NewPrivateEndpoint(ctx, name+"-endpoint", &link.PrivateEndpointArgs{
		ResourceGroupName:   f.group,
		PrivateEndpointName: pulumi.String(e.azureName),
		Location:            f.location,
		Subnet:              &link.SubnetArgs{Id: p.network.endpointSubnetID},
		PrivateLinkServiceConnections: link.PrivateLinkServiceConnectionArray{&link.PrivateLinkServiceConnectionArgs{
			Name:                 pulumi.String(e.azureName),
			PrivateLinkServiceId: e.target,
			GroupIds:             pulumi.ToStringArray([]string{e.groupID}),
		}},
		Tags: f.tags,
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("private endpoint %s: %w", e.azureName, err)
	}
	group, err := link.NewPrivateDnsZoneGroup(ctx, name+"-endpoint-names", &link.PrivateDnsZoneGroupArgs{
		ResourceGroupName:       f.group,
		PrivateEndpointName:     resource.Name,
		PrivateDnsZoneGroupName: pulumi.String("default"),
		PrivateDnsZoneConfigs: link.PrivateDnsZoneConfigArray{&link.PrivateDnsZoneConfigArgs{
			Name: pulumi.String(e.groupID), PrivateDnsZoneId: e.zone.resource.ID(),
		}},
	}, pulumi.Parent(parent), pulumi.DependsOn([]pulumi.Resource{e.zone.link}))
	if err != nil {
		return nil, fmt.Errorf("DNS records of private endpoint %s: %w", e.azureName, err)
	}
	if err := diagnose(ctx, name+"-endpoint", parent, p.telemetry, resource.ID().ToStringOutput(), metrics); err != nil {
		return nil, err
	}
	return group, nil
}
