package conformance

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v6"
)

const (
	networkVersion = "2019-08-01"
	networkID      = "Microsoft.Network/virtualNetworks/net"
	rulesID        = "Microsoft.Network/networkSecurityGroups/rules"
)

// networkRows use no api-version of the client's own: it is newer than all
// that is published as a schema.
func networkRows() []row {
	versions := []string{networkVersion, "2023-02-01"}
	return []row{
		{"Microsoft.Network/virtualNetworks", versions, virtualNetwork},
		{"Microsoft.Network/virtualNetworks/subnets", versions, subnet},
		{"Microsoft.Network/networkSecurityGroups", versions, securityGroup},
		{"Microsoft.Network/networkSecurityGroups/securityRules", versions, securityRule},
		{"Microsoft.Network/virtualNetworks/virtualNetworkPeerings", []string{"2023-02-01"}, peering},
	}
}

// haveNetwork makes a network with a subnet for endpoints.
func (w *world) haveNetwork() string {
	w.Helper()
	return w.have(networkID, networkVersion, map[string]any{"location": region, "properties": map[string]any{
		"addressSpace": map[string]any{"addressPrefixes": []string{"10.1.0.0/16"}},
		"subnets": []any{
			map[string]any{"name": "apps", "properties": map[string]any{
				"addressPrefix": "10.1.1.0/24",
				"delegations": []any{map[string]any{
					"name": "app-service", "properties": map[string]any{"serviceName": "Microsoft.Web/serverFarms"},
				}},
			}},
			map[string]any{"name": "endpoints", "properties": map[string]any{
				"addressPrefix": "10.1.0.0/24", "privateEndpointNetworkPolicies": "Enabled",
			}},
		},
	}})
}

// haveRules makes a security group without rules.
func (w *world) haveRules() string {
	w.Helper()
	return w.have(rulesID, networkVersion, map[string]any{"location": region})
}

func virtualNetwork(w *world) trip {
	rules := w.haveRules()
	c, ctx := made(armnetwork.NewVirtualNetworksClient(subscription, w.cred, w.arm())), w.Context()
	sent := armnetwork.VirtualNetwork{
		Location: to.Ptr(region), Tags: map[string]*string{"stamp": to.Ptr("blue")},
		Properties: &armnetwork.VirtualNetworkPropertiesFormat{
			AddressSpace: &armnetwork.AddressSpace{AddressPrefixes: []*string{to.Ptr("10.1.0.0/16")}},
			Subnets: []*armnetwork.Subnet{{
				Name: to.Ptr("apps"), Properties: &armnetwork.SubnetPropertiesFormat{
					AddressPrefix:        to.Ptr("10.1.1.0/24"),
					NetworkSecurityGroup: &armnetwork.SecurityGroup{ID: &rules},
					Delegations: []*armnetwork.Delegation{{
						Name: to.Ptr("app-service"), Properties: &armnetwork.ServiceDelegationPropertiesFormat{ServiceName: to.Ptr("Microsoft.Web/serverFarms")},
					}},
				},
			}},
		},
	}
	return trip{
		id: networkID, sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, "net", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "net", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, "net", nil)) },
	}
}

func subnet(w *world) trip {
	w.haveNetwork()
	c, ctx := made(armnetwork.NewSubnetsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armnetwork.Subnet{Properties: &armnetwork.SubnetPropertiesFormat{AddressPrefix: to.Ptr("10.1.7.0/24")}}
	return trip{
		id: networkID + "/subnets/more", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, "net", "more", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "net", "more", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, "net", nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, "net", "more", nil)) },
	}
}

func inbound(port string) *armnetwork.SecurityRulePropertiesFormat {
	return &armnetwork.SecurityRulePropertiesFormat{
		Access: to.Ptr(armnetwork.SecurityRuleAccessAllow), Direction: to.Ptr(armnetwork.SecurityRuleDirectionInbound),
		Priority: to.Ptr[int32](100), Protocol: to.Ptr(armnetwork.SecurityRuleProtocolTCP),
		SourceAddressPrefix: to.Ptr("VirtualNetwork"), SourcePortRange: to.Ptr("*"),
		DestinationAddressPrefix: to.Ptr("VirtualNetwork"), DestinationPortRange: &port,
	}
}

func securityGroup(w *world) trip {
	c, ctx := made(armnetwork.NewSecurityGroupsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armnetwork.SecurityGroup{Location: to.Ptr(region), Properties: &armnetwork.SecurityGroupPropertiesFormat{
		SecurityRules: []*armnetwork.SecurityRule{{Name: to.Ptr("allow-web"), Properties: inbound("443")}},
	}}
	return trip{
		id: rulesID, sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, "rules", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "rules", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, "rules", nil)) },
	}
}

func securityRule(w *world) trip {
	w.haveRules()
	c, ctx := made(armnetwork.NewSecurityRulesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armnetwork.SecurityRule{Properties: inbound("1433")}
	return trip{
		id: rulesID + "/securityRules/allow-sql", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, "rules", "allow-sql", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "rules", "allow-sql", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, "rules", nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, "rules", "allow-sql", nil)) },
	}
}

func peering(w *world) trip {
	w.haveNetwork()
	peer := w.have("Microsoft.Network/virtualNetworks/peer", networkVersion, map[string]any{
		"location": otherRegion, "properties": map[string]any{"addressSpace": map[string]any{"addressPrefixes": []string{"10.2.0.0/16"}}},
	})
	c, ctx := made(armnetwork.NewVirtualNetworkPeeringsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armnetwork.VirtualNetworkPeering{Properties: &armnetwork.VirtualNetworkPeeringPropertiesFormat{
		RemoteVirtualNetwork: &armnetwork.SubResource{ID: &peer}, AllowVirtualNetworkAccess: to.Ptr(true),
	}}
	return trip{
		id: networkID + "/virtualNetworkPeerings/over", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, "net", "over", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "net", "over", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, "net", nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, "net", "over", nil)) },
	}
}
