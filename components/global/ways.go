package global

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/authorization/v2"
	endpoints "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20210201"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// blobReader is Azure's built-in role Storage Blob Data Reader.
const blobReader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"

// addWays lets stamp s reach its peer's SQL server and storage account: a
// private endpoint for each in the stamp's own network, their names in the stamp's own
// zones, and the right to read the peer's blobs.
func (w *wiring) addWays(s topology.Stamp) error {
	own, peer := w.args.Stamps[s], w.args.Stamps[s.Peer()]
	names := w.args.identity().Global().Cross(s)
	for _, way := range []way{
		{noun: "sql", name: names.SQLEndpoint, target: peer.SQLID, subResource: "sqlServer", zone: own.SQLZoneID},
		{noun: "blob", name: names.BlobEndpoint, target: peer.StorageID, subResource: "blob", zone: own.BlobZoneID},
	} {
		if err := w.addWay(s, way); err != nil {
			return fmt.Errorf("way from stamp %s to its peer's %s: %w", s, way.noun, err)
		}
	}
	return w.addReader(s)
}

// way is a private endpoint towards one service of the peer.
type way struct {
	noun, name   string
	target, zone pulumi.StringInput
	subResource  string
}

func (w *wiring) addWay(s topology.Stamp, way way) error {
	own := w.args.Stamps[s]
	name := w.name + "-" + s.String() + "-" + way.noun
	endpoint, err := endpoints.NewPrivateEndpoint(w.ctx, name+"-endpoint", &endpoints.PrivateEndpointArgs{
		ResourceGroupName:   w.in.ResourceGroup,
		PrivateEndpointName: pulumi.String(way.name),
		Location:            pulumi.String(own.Location),
		Subnet:              endpoints.SubnetArgs{Id: own.PrivateEndpointSubnetID.ToStringOutput()},
		PrivateLinkServiceConnections: endpoints.PrivateLinkServiceConnectionArray{
			endpoints.PrivateLinkServiceConnectionArgs{
				Name:                 pulumi.String(way.name),
				PrivateLinkServiceId: way.target.ToStringOutput(),
				GroupIds:             pulumi.ToStringArray([]string{way.subResource}),
			},
		},
		Tags: pulumi.ToStringMap(w.args.tags()),
	}, pulumi.Parent(w.Wiring))
	if err != nil {
		return fmt.Errorf("private endpoint: %w", err)
	}
	group, err := endpoints.NewPrivateDnsZoneGroup(w.ctx, name+"-zones", &endpoints.PrivateDnsZoneGroupArgs{
		ResourceGroupName:       w.in.ResourceGroup,
		PrivateEndpointName:     endpoint.Name,
		PrivateDnsZoneGroupName: pulumi.String("default"),
		PrivateDnsZoneConfigs: endpoints.PrivateDnsZoneConfigArray{
			endpoints.PrivateDnsZoneConfigArgs{Name: pulumi.String(way.noun), PrivateDnsZoneId: way.zone.ToStringOutput()},
		},
	}, pulumi.Parent(w.Wiring))
	if err != nil {
		return fmt.Errorf("names in the zone: %w", err)
	}
	w.ways[s] = append(w.ways[s], group)
	return sendMetrics(w.ctx, name+"-metrics", endpoint.ID().ToStringOutput(), own, pulumi.Parent(w.Wiring))
}

// addReader lets stamp s's identity read the blobs of its peer's account. The
// assignment's name follows from scope, principal and role, so that the same
// grant always is the same assignment.
func (w *wiring) addReader(s topology.Stamp) error {
	own, peer := w.args.Stamps[s], w.args.Stamps[s.Peer()]
	name := w.name + "-" + s.String() + "-reader"
	assignment, err := authorization.NewRoleAssignment(w.ctx, name, &authorization.RoleAssignmentArgs{
		RoleAssignmentName: pulumi.All(peer.StorageID, own.IdentityPrincipalID).ApplyT(func(v []any) string {
			return topology.GUID(v[0].(string), v[1].(string), blobReader)
		}).(pulumi.StringOutput),
		Scope:         peer.StorageID,
		PrincipalId:   own.IdentityPrincipalID,
		PrincipalType: pulumi.String("ServicePrincipal"),
		RoleDefinitionId: pulumi.Sprintf("/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s",
			peer.SubscriptionID, blobReader),
		Description: pulumi.String("Storage Blob Data Reader for the other stamp's application"),
	}, pulumi.Parent(w.Wiring))
	if err != nil {
		return fmt.Errorf("role of stamp %s on its peer's storage account: %w", s, err)
	}
	w.ways[s] = append(w.ways[s], assignment)
	return nil
}
