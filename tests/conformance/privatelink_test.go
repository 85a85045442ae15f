package conformance

import (
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v6"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/stretchr/testify/require"
)

const (
	endpointVersion = "2021-02-01"
	dnsVersion      = "2020-06-01"
	zoneID          = "Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"
)

func privateLinkRows() []row {
	versions, dns := []string{endpointVersion, "2023-02-01"}, []string{dnsVersion}
	return []row{
		{"Microsoft.Network/privateEndpoints", versions, privateEndpoint},
		{"Microsoft.Network/privateEndpoints/privateDnsZoneGroups", versions, zoneGroup},
		{"Microsoft.Network/privateDnsZones", dns, privateZone},
		{"Microsoft.Network/privateDnsZones/virtualNetworkLinks", dns, zoneLink},
		{"Microsoft.Network/privateDnsZones/A", dns, zoneRecord},
	}
}

func (w *world) haveZone() string {
	w.Helper()
	return w.have(zoneID, dnsVersion, map[string]any{"location": "global"})
}

// haveEndpoint makes a private endpoint that leads to a target.
func (w *world) haveEndpoint(target, service string) string {
	w.Helper()
	return w.have("Microsoft.Network/privateEndpoints/way", endpointVersion, map[string]any{
		"location": region, "properties": map[string]any{
			"subnet": map[string]any{"id": w.haveNetwork() + "/subnets/endpoints"},
			"privateLinkServiceConnections": []any{map[string]any{
				"name": "way", "properties": map[string]any{"privateLinkServiceId": target, "groupIds": []string{service}},
			}},
		},
	})
}

// connection is the name of the one private-link connection of a target.
func (w *world) connection(target, version string) string {
	w.Helper()
	found, err := w.list(target+"/privateEndpointConnections", version)
	require.NoError(w, err)
	require.Len(w, found, 1, "connections of %s", target)
	return found[0][strings.LastIndex(found[0], "/")+1:]
}

func privateEndpoint(w *world) trip {
	account, network := w.haveAccount(accountID, region), w.haveNetwork()
	c, ctx := made(armnetwork.NewPrivateEndpointsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armnetwork.PrivateEndpoint{Location: to.Ptr(region), Properties: &armnetwork.PrivateEndpointProperties{
		Subnet: &armnetwork.Subnet{ID: to.Ptr(network + "/subnets/endpoints")},
		PrivateLinkServiceConnections: []*armnetwork.PrivateLinkServiceConnection{{
			Name: to.Ptr("way"), Properties: &armnetwork.PrivateLinkServiceConnectionProperties{
				PrivateLinkServiceID: &account, GroupIDs: []*string{to.Ptr("blob")},
			},
		}},
	}}
	return trip{
		id: "Microsoft.Network/privateEndpoints/way", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, "way", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "way", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, "way", nil)) },
	}
}

func zoneGroup(w *world) trip {
	w.haveEndpoint(w.haveAccount(accountID, region), "blob")
	zone := w.haveZone()
	c, ctx := made(armnetwork.NewPrivateDNSZoneGroupsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armnetwork.PrivateDNSZoneGroup{Properties: &armnetwork.PrivateDNSZoneGroupPropertiesFormat{
		PrivateDNSZoneConfigs: []*armnetwork.PrivateDNSZoneConfig{{
			Name: to.Ptr("blob"), Properties: &armnetwork.PrivateDNSZonePropertiesFormat{PrivateDNSZoneID: &zone},
		}},
	}}
	return trip{
		id: "Microsoft.Network/privateEndpoints/way/privateDnsZoneGroups/default", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, "way", "default", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "way", "default", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager("way", group, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, "way", "default", nil)) },
	}
}

func privateZone(w *world) trip {
	return byID(w, zoneID, armresources.GenericResource{Location: to.Ptr("global"), Tags: map[string]*string{"stamp": to.Ptr("blue")}})
}

func zoneLink(w *world) trip {
	w.haveZone()
	return byID(w, zoneID+"/virtualNetworkLinks/net", armresources.GenericResource{
		Location:   to.Ptr("global"),
		Properties: map[string]any{"registrationEnabled": false, "virtualNetwork": map[string]any{"id": w.haveNetwork()}},
	})
}

func zoneRecord(w *world) trip {
	w.haveZone()
	return byID(w, zoneID+"/A/account", armresources.GenericResource{
		Properties: map[string]any{"ttl": 10.0, "aRecords": []any{map[string]any{"ipv4Address": "10.1.0.4"}}},
	})
}
