package region

import (
	"fmt"

	dns "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20200601"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// zone is a private DNS zone that is linked to the stamp's network.
type zone struct {
	resource *dns.PrivateZone
	link     *dns.VirtualNetworkLink
}

// outputs are the zone's id and name.
func (z *zone) outputs() (id, name pulumi.StringOutput) {
	return z.resource.ID().ToStringOutput(), z.resource.Name
}

// newZones builds the zones in which the private endpoints are found. Azure
// fixes their names, so each stamp has its own in its own resource group.
func (n *Network) newZones(ctx *pulumi.Context, name string, f *frame) error {
	for _, z := range []struct {
		noun string
		zone string
		into **zone
	}{
		{"vault", "privatelink.vaultcore.azure.net", &n.vaultZone},
		{"sql", "privatelink.database.windows.net", &n.sqlZone},
		{"blob", "privatelink.blob.core.windows.net", &n.blobZone},
		{"sites", "privatelink.azurewebsites.net", &n.sitesZone},
	} {
		made, err := n.newZone(ctx, name+"-zone-"+z.noun, z.zone, f)
		if err != nil {
			return err
		}
		*z.into = made
	}
	return nil
}

// newZone builds one zone and links it to the network.
func (n *Network) newZone(ctx *pulumi.Context, name, azureName string, f *frame) (*zone, error) {
	z := &zone{}
	var err error
	if z.resource, err = dns.NewPrivateZone(ctx, name, &dns.PrivateZoneArgs{
		ResourceGroupName: f.group,
		PrivateZoneName:   pulumi.String(azureName),
		Location:          pulumi.String("global"),
		Tags:              f.tags,
	}, pulumi.Parent(n)); err != nil {
		return nil, fmt.Errorf("private DNS zone %s: %w", azureName, err)
	}
	if z.link, err = dns.NewVirtualNetworkLink(ctx, name+"-link", &dns.VirtualNetworkLinkArgs{
		ResourceGroupName:      f.group,
		PrivateZoneName:        z.resource.Name,
		VirtualNetworkLinkName: pulumi.String(f.names.VirtualNetwork),
		Location:               pulumi.String("global"),
		RegistrationEnabled:    pulumi.Bool(false),
		VirtualNetwork:         &dns.SubResourceArgs{Id: n.network.ID()},
		Tags:                   f.tags,
	}, pulumi.Parent(n)); err != nil {
		return nil, fmt.Errorf("link of private DNS zone %s: %w", azureName, err)
	}
	return z, nil
}
