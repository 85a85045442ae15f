package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/components/region"
	"github.com/tandem-platform/tandem/internal/contract"
	"github.com/tandem-platform/tandem/internal/topology"
)

// deploySystem deploys both stamps and what joins them in one stack, from the same
// components as the stacks of the other layers.
func deploySystem(ctx *pulumi.Context, c *config, e Effects) (pulumi.Map, error) {
	ids := map[topology.Stamp]string{}
	for _, s := range topology.Stamps() {
		names := c.Identity().Stamp(s)
		ids[s] = fmt.Sprintf("/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Sql/servers/%s",
			e.Subscription(), names.ResourceGroup, names.SQLServer)
	}
	roles, err := readRoles(ctx, c, e, ids)
	if err != nil {
		return nil, err
	}
	inputs := map[topology.Stamp]global.StampInput{}
	servers := map[topology.Stamp]server{}
	exports := pulumi.Map{}
	zones := true
	for _, s := range topology.Stamps() {
		stamp, err := newStamp(ctx, c, c.Stamps[s])
		if err != nil {
			return nil, err
		}
		inputs[s] = inputFrom(c.Stamps[s].Location, stamp)
		servers[s] = server{id: stamp.SQLServerID, name: stamp.SQLServerName}
		exports[s.String()] = exportStamp(c, c.Stamps[s], stamp)
		zones = zones && c.Stamps[s].Zones
	}
	g, err := newGlobal(ctx, c, e, inputs, roles, zones)
	if err != nil {
		return nil, err
	}
	return pulumi.Map{contract.OutputName: pulumi.Map{
		"version": pulumi.Int(contract.Version), "stamps": exports, "global": exportGlobal(c, g, servers),
	}}, nil
}

// inputFrom hands a stamp of the same stack to the global layer. The account is
// handed over with its containers, as from a stack of its own: replication needs
// them, and the versioning that they come after.
func inputFrom(location string, r *region.Stamp) global.StampInput {
	return global.StampInput{
		Location:                location,
		ResourceGroup:           r.ResourceGroupName,
		SubscriptionID:          r.SubscriptionID,
		TenantID:                r.TenantID,
		PrivateEndpointSubnetID: r.PrivateEndpointSubnetID,
		SQLZoneID:               r.SQLZoneID,
		BlobZoneID:              r.BlobZoneID,
		AppID:                   r.AppID,
		AppName:                 r.AppName,
		AppHost:                 r.AppHostName,
		SQLID:                   r.SQLServerID,
		SQLName:                 r.SQLServerName,
		SQLHost:                 r.SQLServerHostName,
		StorageID:               after(r.StorageID, r.Containers),
		StorageName:             after(r.StorageName, r.Containers),
		StorageHost:             r.StorageHostName,
		VaultHost:               r.VaultHostName,
		IdentityClientID:        r.IdentityClientID,
		IdentityPrincipalID:     r.IdentityPrincipalID,
		WorkspaceID:             r.WorkspaceID,
		ComponentID:             r.ComponentID,
		TelemetryConnection:     r.TelemetryConnection,
	}
}

// after is the value, with the dependencies of another one added to its own.
func after(value pulumi.StringOutput, depends pulumi.Output) pulumi.StringOutput {
	return pulumi.All(value, depends).ApplyT(func(v []any) string { return v[0].(string) }).(pulumi.StringOutput)
}
