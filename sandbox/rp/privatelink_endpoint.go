package rp

import (
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeEndpoint  = "Microsoft.Network/privateEndpoints"
	typeZoneGroup = typeEndpoint + "/privateDnsZoneGroups"
	typeNIC       = "Microsoft.Network/networkInterfaces"

	manualLinks = "properties.manualPrivateLinkServiceConnections"
	autoLinks   = "properties.privateLinkServiceConnections"
)

// endpointLists are the two lists of connections that an endpoint may have.
var endpointLists = []string{autoLinks, manualLinks}

func privateLinkBehaviours() []Behaviour {
	return []Behaviour{
		{
			Type:        typeEndpoint,
			Validate:    checks(validNetworkName, endpointSubnet, endpointTargets, endpointFixed),
			Fill:        fillEndpoint,
			After:       afterEndpoint,
			AfterDelete: afterEndpointDelete,
			Create:      AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
			Takes: 3 * time.Second,
		},
		zoneGroupBehaviour(),
		{Type: typeNIC, CanDelete: func(c *Call) *arm.Error {
			endpoint := text(c.Old.Body, "properties.privateEndpoint.id")
			if _, ok := find(c.Tx, endpoint, typeEndpoint); ok && !c.Cascade {
				return arm.NetworkInterfaceInUse(c.Name, endpoint)
			}
			return nil
		}},
	}
}

// links returns all connections of an endpoint's document.
func links(doc object) []object {
	return append(objects(doc, autoLinks), objects(doc, manualLinks)...)
}

func endpointSubnet(c *Call) *arm.Error {
	subnet := text(c.New.Body, "properties.subnet.id")
	r, ok := find(c.Tx, subnet, typeSubnet)
	if !ok {
		return arm.InvalidResourceReference(subnet, c.ID)
	}
	vnet, _ := c.Tx.Get(up(subnet))
	if vnet != nil && arm.NormalLocation(vnet.Location) != arm.NormalLocation(text(c.New.Body, "location")) {
		return arm.InvalidResourceReference(subnet, c.ID)
	}
	if d := objects(r.Body, "properties.delegations"); len(d) > 0 {
		return arm.EndpointInDelegatedSubnet(c.ID, subnet)
	}
	return nil
}

func endpointTargets(c *Call) *arm.Error {
	if len(links(c.New.Body)) != 1 {
		return arm.EndpointConnectionCount(c.ID, len(links(c.New.Body)))
	}
	link := links(c.New.Body)[0]
	target := text(link, "properties.privateLinkServiceId")
	if _, ok := c.Tx.Get(target); !ok {
		return arm.InvalidResourceReference(target, c.ID)
	}
	if _, ok := targetKind(target); !ok {
		return arm.EndpointTargetUnsupported(target)
	}
	groups := texts(link, "properties.groupIds")
	if len(groups) == 0 {
		return arm.EndpointGroupMissing(c.ID + "/privateLinkServiceConnections/" + text(link, "name"))
	}
	offered := groupIDs(target)
	slices.Sort(offered)
	for _, g := range groups {
		if _, ok := groupHosts(target, g); !ok {
			return arm.EndpointGroupInvalid(target, g, offered)
		}
	}
	if typeOf(target) == typeSite && sharedTier(c, target) {
		return arm.EndpointPlanUnsupported(leaf(target))
	}
	return nil
}

func endpointFixed(c *Call) *arm.Error {
	if c.Old == nil {
		return nil
	}
	if !arm.SameID(text(c.Old.Body, "properties.subnet.id"), text(c.New.Body, "properties.subnet.id")) {
		return arm.EndpointPropertyFixed(c.ID, "subnet")
	}
	before, now := links(c.Old.Body), links(c.New.Body)
	if len(before) == 1 && len(now) == 1 &&
		!arm.SameID(text(before[0], "properties.privateLinkServiceId"), text(now[0], "properties.privateLinkServiceId")) {
		return arm.EndpointPropertyFixed(c.ID, "privateLinkServiceId")
	}
	return nil
}

// endpointHosts are the host names that the endpoint serves.
func endpointHosts(doc object) []string {
	var out []string
	for _, link := range links(doc) {
		for _, g := range texts(link, "properties.groupIds") {
			hosts, _ := groupHosts(text(link, "properties.privateLinkServiceId"), g)
			out = append(out, hosts...)
		}
	}
	return out
}

func fillEndpoint(c *Call) {
	b := c.New.Body
	set(b, "properties.provisioningState", "Succeeded")
	keep(c, "properties.resourceGuid", fresh(c, "endpoint"))
	nic := text(b, "properties.customNetworkInterfaceName")
	if nic == "" {
		nic = c.Name + ".nic." + text(b, "properties.resourceGuid")
	}
	keep(c, "properties.networkInterfaces", func() any {
		return []any{object{"id": strings.TrimSuffix(c.ID, typeEndpoint+"/"+c.Name) + typeNIC + "/" + nic}}
	})
	address := endpointAddress(c)
	var configs []any
	for _, host := range endpointHosts(b) {
		configs = append(configs, object{"fqdn": host, "ipAddresses": anys(address)})
	}
	set(b, "properties.customDnsConfigs", configs)
	for i, path := range endpointLists {
		fill(b, path, []any{})
		for _, link := range objects(b, path) {
			state := object{"status": "Approved", "description": "", "actionsRequired": "None"}
			if i == 1 {
				state = object{"status": "Pending", "description": text(link, "properties.requestMessage"), "actionsRequired": "None"}
			}
			link["id"] = c.ID + "/" + strings.TrimPrefix(path, "properties.") + "/" + text(link, "name")
			link["type"] = typeEndpoint + "/" + strings.TrimPrefix(path, "properties.")
			set(link, "properties.provisioningState", "Succeeded")
			set(link, linkState, earlierState(c, path, text(link, "name"), state))
		}
	}
}

// earlierState keeps a connection's state through updates.
func earlierState(c *Call, path, name string, first object) any {
	for _, link := range objects(c.before(), path) {
		if text(link, "name") == name && at(link, linkState) != nil {
			return at(link, linkState)
		}
	}
	return first
}

// endpointAddress is the endpoint's private address: the one it has, else the
// next free one of its subnet.
func endpointAddress(c *Call) string {
	if old := objects(c.before(), "properties.customDnsConfigs"); len(old) > 0 {
		if ips := texts(old[0], "ipAddresses"); len(ips) > 0 {
			return ips[0]
		}
	}
	if a, ok := c.New.Hidden["address"].(string); ok {
		return a
	}
	a := nextAddress(c, text(c.New.Body, "properties.subnet.id"))
	if c.New.Hidden == nil {
		c.New.Hidden = object{}
	}
	c.New.Hidden["address"] = a
	return a
}

// afterEndpoint makes the network interface and the target's side of the link.
func afterEndpoint(c *Call) *arm.Error {
	b := c.New.Body
	address := endpointAddress(c)
	for _, nic := range objects(b, "properties.networkInterfaces") {
		derive(c, text(nic, "id"), text(b, "location"), object{
			"provisioningState": "Succeeded",
			"privateEndpoint":   object{"id": c.ID},
			"ipConfigurations": []any{object{
				"id": text(nic, "id") + "/ipConfigurations/privateEndpointIpConfig", "name": "privateEndpointIpConfig",
				"properties": object{
					"privateIPAddress": address, "privateIPAllocationMethod": "Dynamic", "provisioningState": "Succeeded",
					"subnet":                          object{"id": text(b, "properties.subnet.id")},
					"privateLinkConnectionProperties": object{"fqdns": anys(endpointHosts(b)...)},
				},
			}},
		})
	}
	for _, link := range links(b) {
		target := text(link, "properties.privateLinkServiceId")
		if _, ok := connectionOf(c.Tx, target, c.ID); !ok {
			connect(c, target, c.ID, texts(link, "properties.groupIds"), at(link, linkState).(object))
		}
	}
	return nil
}

func afterEndpointDelete(c *Call) *arm.Error {
	for _, nic := range objects(c.Old.Body, "properties.networkInterfaces") {
		deleteTree(c, text(nic, "id"))
	}
	for _, link := range links(c.Old.Body) {
		if r, ok := connectionOf(c.Tx, text(link, "properties.privateLinkServiceId"), c.ID); ok {
			deleteTree(c, r.ID)
		}
	}
	return nil
}
