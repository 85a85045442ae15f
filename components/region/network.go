package region

import (
	"fmt"

	network "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20190801"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// NetworkType is the type token of [Network].
const NetworkType = "tandem:region:Network"

// Network is the stamp's virtual network: a subnet that the application's
// traffic leaves through, a subnet for private endpoints, and the private DNS
// zones by which the endpoints are found.
type Network struct {
	pulumi.ResourceState

	network             *network.VirtualNetwork
	integrationSubnetID pulumi.StringOutput
	endpointSubnetID    pulumi.StringOutput

	vaultZone, sqlZone, blobZone, sitesZone *zone
}

// newNetwork builds the network. The subnets are part of the network's own
// definition: a network that is written without them loses them.
func newNetwork(ctx *pulumi.Context, name string, stamp pulumi.Resource, f *frame, t *Telemetry) (*Network, error) {
	n := &Network{}
	if err := register(ctx, NetworkType, name, n, stamp); err != nil {
		return nil, err
	}
	plan, err := topology.Plan(f.args.AddressSpace)
	if err != nil {
		return nil, fmt.Errorf("address plan: %w", err)
	}
	integration, err := newSecurityGroup(ctx, name+"-integration-rules", n, f, t, f.names.IntegrationNSG, integrationRules())
	if err != nil {
		return nil, err
	}
	endpoints, err := newSecurityGroup(ctx, name+"-endpoint-rules", n, f, t, f.names.PrivateEndpointNSG, endpointRules())
	if err != nil {
		return nil, err
	}
	n.network, err = network.NewVirtualNetwork(ctx, name+"-vnet", &network.VirtualNetworkArgs{
		ResourceGroupName:  f.group,
		VirtualNetworkName: pulumi.String(f.names.VirtualNetwork),
		Location:           f.location,
		AddressSpace:       &network.AddressSpaceArgs{AddressPrefixes: pulumi.ToStringArray([]string{plan.Space.String()})},
		Subnets: network.SubnetTypeArray{
			&network.SubnetTypeArgs{
				Name:                 pulumi.String(f.names.IntegrationSubnet),
				AddressPrefix:        pulumi.String(plan.Integration.String()),
				NetworkSecurityGroup: &network.NetworkSecurityGroupTypeArgs{Id: integration.ID()},
				Delegations: network.DelegationArray{&network.DelegationArgs{
					Name: pulumi.String("app-service"), ServiceName: pulumi.String("Microsoft.Web/serverFarms"),
				}},
			},
			&network.SubnetTypeArgs{
				Name:                 pulumi.String(f.names.PrivateEndpointSubnet),
				AddressPrefix:        pulumi.String(plan.PrivateEndpoints.String()),
				NetworkSecurityGroup: &network.NetworkSecurityGroupTypeArgs{Id: endpoints.ID()},
				// Enabled makes the security group hold for private endpoints.
				PrivateEndpointNetworkPolicies: pulumi.String("Enabled"),
			},
		},
		Tags: f.tags,
	}, pulumi.Parent(n))
	if err != nil {
		return nil, fmt.Errorf("virtual network: %w", err)
	}
	n.integrationSubnetID = pulumi.Sprintf("%s/subnets/%s", n.network.ID(), f.names.IntegrationSubnet)
	n.endpointSubnetID = pulumi.Sprintf("%s/subnets/%s", n.network.ID(), f.names.PrivateEndpointSubnet)
	if err := diagnose(ctx, name+"-vnet", n, t, n.network.ID().ToStringOutput(), logs|metrics); err != nil {
		return nil, err
	}
	if err := n.newZones(ctx, name, f); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(n, pulumi.Map{
		"id": n.network.ID(), "integrationSubnetId": n.integrationSubnetID, "privateEndpointSubnetId": n.endpointSubnetID,
	}); err != nil {
		return nil, fmt.Errorf("register outputs of %s: %w", name, err)
	}
	return n, nil
}

// rule is one security rule. Rules are numbered in the order in which they are
// listed.
type rule struct {
	name        string
	allow       bool
	outbound    bool
	protocol    string
	source      string
	destination string
	ports       []string
}

// The ports that are spoken inside a stamp. A SQL client is redirected to the
// range behind the gateway's port.
var (
	webPorts = []string{"443"}
	sqlPorts = []string{"1433", "11000-11999"}
	anyPort  = []string{"*"}
)

// integrationRules let the application reach the private endpoints, sign in
// and send telemetry. Everything else is denied, the internet too.
func integrationRules() []rule {
	return []rule{
		{name: "allow-endpoints", allow: true, outbound: true, protocol: "Tcp", source: "VirtualNetwork", destination: "VirtualNetwork", ports: webPorts},
		{name: "allow-sql", allow: true, outbound: true, protocol: "Tcp", source: "VirtualNetwork", destination: "VirtualNetwork", ports: sqlPorts},
		{name: "allow-sign-in", allow: true, outbound: true, protocol: "Tcp", source: "VirtualNetwork", destination: "AzureActiveDirectory", ports: webPorts},
		{name: "allow-telemetry", allow: true, outbound: true, protocol: "Tcp", source: "VirtualNetwork", destination: "AzureMonitor", ports: webPorts},
		{name: "deny-outbound", outbound: true, protocol: "*", source: "*", destination: "*", ports: anyPort},
		{name: "deny-inbound", protocol: "*", source: "*", destination: "*", ports: anyPort},
	}
}

// endpointRules let the network reach what the private endpoints lead to, and
// let nothing out.
func endpointRules() []rule {
	return []rule{
		{name: "allow-endpoints", allow: true, protocol: "Tcp", source: "VirtualNetwork", destination: "VirtualNetwork", ports: webPorts},
		{name: "allow-sql", allow: true, protocol: "Tcp", source: "VirtualNetwork", destination: "VirtualNetwork", ports: sqlPorts},
		{name: "deny-inbound", protocol: "*", source: "*", destination: "*", ports: anyPort},
		{name: "deny-outbound", outbound: true, protocol: "*", source: "*", destination: "*", ports: anyPort},
	}
}

// newSecurityGroup builds a security group from rules.
func newSecurityGroup(
	ctx *pulumi.Context, name string, parent pulumi.Resource, f *frame, t *Telemetry, azureName string, rules []rule,
) (*network.NetworkSecurityGroup, error) {
	const firstPriority, step = 100, 10
	var list network.SecurityRuleArray
	for i, r := range rules {
		list = append(list, r.args(firstPriority+i*step))
	}
	group, err := network.NewNetworkSecurityGroup(ctx, name, &network.NetworkSecurityGroupArgs{
		ResourceGroupName:        f.group,
		NetworkSecurityGroupName: pulumi.String(azureName),
		Location:                 f.location,
		SecurityRules:            list,
		Tags:                     f.tags,
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("network security group %s: %w", azureName, err)
	}
	if err := diagnose(ctx, name, parent, t, group.ID().ToStringOutput(), logs); err != nil {
		return nil, err
	}
	return group, nil
}

// args is the rule as Azure wants it: one port as a value, several as a list.
func (r rule) args(priority int) *network.SecurityRuleArgs {
	access, direction := "Deny", "Inbound"
	if r.allow {
		access = "Allow"
	}
	if r.outbound {
		direction = "Outbound"
	}
	args := &network.SecurityRuleArgs{
		Name:                     pulumi.String(r.name),
		Priority:                 pulumi.Int(priority),
		Access:                   pulumi.String(access),
		Direction:                pulumi.String(direction),
		Protocol:                 pulumi.String(r.protocol),
		SourceAddressPrefix:      pulumi.String(r.source),
		SourcePortRange:          pulumi.String("*"),
		DestinationAddressPrefix: pulumi.String(r.destination),
	}
	if len(r.ports) == 1 {
		args.DestinationPortRange = pulumi.String(r.ports[0])
	} else {
		args.DestinationPortRanges = pulumi.ToStringArray(r.ports)
	}
	return args
}
