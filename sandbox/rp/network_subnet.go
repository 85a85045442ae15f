package rp

import (
	"net/netip"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

func subnetBehaviour() Behaviour {
	return Behaviour{
		Type: typeSubnet,
		Validate: func(c *Call) *arm.Error {
			vnet, ok := c.Tx.Get(c.Parent)
			if !ok {
				return arm.NotFoundAt(c.Parent)
			}
			space, _ := prefixes(texts(vnet.Body, "properties.addressSpace.addressPrefixes"))
			var others []object
			for _, s := range c.Tx.Children(c.Parent, typeSubnet) {
				others = append(others, object{"name": s.Name, "properties": s.Body["properties"]})
			}
			if err := validSubnet(c, c.Name, c.New.Body, space, others); err != nil {
				return err
			}
			return subnetChange(c)
		},
		Fill:      func(c *Call) { fillSubnet(c.New.Body) },
		CanDelete: func(c *Call) *arm.Error { return subnetUnusedUnlessCascade(c) },
		Create:    AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
		Takes: time.Second,
	}
}

// subnetPrefixes are a subnet's address ranges.
func subnetPrefixes(doc object) []netip.Prefix {
	in := texts(doc, "properties.addressPrefixes")
	if p := text(doc, "properties.addressPrefix"); p != "" {
		in = append(in, p)
	}
	out, _ := prefixes(in)
	return out
}

// within reports whether each prefix lies in one of the space's.
func within(in, space []netip.Prefix) bool {
	for _, p := range in {
		ok := false
		for _, s := range space {
			ok = ok || s.Bits() <= p.Bits() && s.Contains(p.Addr())
		}
		if !ok {
			return false
		}
	}
	return true
}

// validSubnet checks a subnet against its network's space, its siblings and
// what it refers to.
func validSubnet(c *Call, name string, doc object, space []netip.Prefix, others []object) *arm.Error {
	in := texts(doc, "properties.addressPrefixes")
	if p := text(doc, "properties.addressPrefix"); p != "" {
		in = append(in, p)
	}
	mine, bad := prefixes(in)
	vnet := c.Name
	if c.Type != typeVNet && c.Parent != "" {
		vnet = leaf(c.Parent)
	}
	if e := checkNetworkName(name); e != nil {
		return e
	}
	switch {
	case bad != "":
		return arm.InvalidAddressPrefix(bad)
	case len(mine) == 0:
		return arm.AddressPrefixMissing(name)
	case !within(mine, space):
		return arm.InvalidSubnet(name, vnet)
	}
	for _, p := range mine {
		if p.Addr().Is4() && p.Bits() > 29 {
			return arm.SubnetTooSmall(name, p.String())
		}
		for _, o := range others {
			if strings.EqualFold(text(o, "name"), name) {
				continue
			}
			for _, q := range subnetPrefixes(o) {
				if p.Overlaps(q) {
					return arm.SubnetOverlaps(name, vnet)
				}
			}
		}
	}
	return subnetReferences(c, doc)
}

// subnetReferences: security group and service delegations exist.
func subnetReferences(c *Call, doc object) *arm.Error {
	if nsg := text(doc, "properties.networkSecurityGroup.id"); nsg != "" {
		if _, ok := find(c.Tx, nsg, typeNSG); !ok {
			return arm.InvalidResourceReference(nsg, c.ID)
		}
	}
	for _, d := range objects(doc, "properties.delegations") {
		if s := text(d, "properties.serviceName"); !delegable[strings.ToLower(s)] {
			return arm.InvalidDelegation(s, c.ID)
		}
	}
	return nil
}

// hasServiceEndpoint tells whether a subnet opens a way to a service.
func hasServiceEndpoint(subnet object, service string) bool {
	for _, e := range objects(subnet, "properties.serviceEndpoints") {
		if strings.EqualFold(text(e, "service"), service) {
			return true
		}
	}
	return false
}

// delegable are the services to which a subnet can be delegated here.
// Source: https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview.
var delegable = map[string]bool{
	"microsoft.web/serverfarms": true, "microsoft.app/environments": true,
	"microsoft.containerinstance/containergroups": true, "microsoft.dbforpostgresql/flexibleservers": true,
	"microsoft.dbformysql/flexibleservers": true, "microsoft.sql/managedinstances": true,
	"microsoft.netapp/volumes": true, "microsoft.network/dnsresolvers": true,
}

// subnetChange refuses to change range or delegation under what uses them.
func subnetChange(c *Call) *arm.Error {
	if c.Old == nil {
		return nil
	}
	user := subnetUser(c, c.Old)
	if user == "" {
		return nil
	}
	before, now := subnetPrefixes(c.Old.Body), subnetPrefixes(c.New.Body)
	if !within(before, now) {
		return arm.InUsePrefix(c.Name, user)
	}
	if delegationNames(c.Old.Body) != delegationNames(c.New.Body) {
		return arm.SubnetDelegationInUse(c.ID, delegationNames(c.Old.Body), delegationNames(c.New.Body), user)
	}
	return nil
}

func delegationNames(doc object) string {
	var out []string
	for _, d := range objects(doc, "properties.delegations") {
		out = append(out, text(d, "properties.serviceName"))
	}
	return strings.Join(out, ",")
}

func fillSubnet(doc object) {
	fillAll(doc, object{
		"properties.delegations":                       []any{},
		"properties.serviceEndpoints":                  []any{},
		"properties.privateEndpointNetworkPolicies":    "Disabled",
		"properties.privateLinkServiceNetworkPolicies": "Enabled",
	})
	for _, d := range objects(doc, "properties.delegations") {
		set(d, "properties.provisioningState", "Succeeded")
		fill(d, "properties.actions", anys("Microsoft.Network/virtualNetworks/subnets/action"))
	}
	set(doc, "properties.provisioningState", "Succeeded")
}

// subnetUser names something that uses the subnet, "" when nothing does.
func subnetUser(c *Call, subnet *store.Resource) string {
	for _, e := range c.Tx.All(typeEndpoint) {
		if arm.SameID(text(e.Body, "properties.subnet.id"), subnet.ID) {
			for _, nic := range objects(e.Body, "properties.networkInterfaces") {
				return text(nic, "id") + "/ipConfigurations/privateEndpointIpConfig"
			}
			return e.ID
		}
	}
	for _, site := range c.Tx.All(typeSite) {
		if arm.SameID(text(site.Body, "properties.virtualNetworkSubnetId"), subnet.ID) {
			return subnet.ID + "/serviceAssociationLinks/AppServiceLink"
		}
	}
	return ""
}

func subnetUnused(c *Call, subnet *store.Resource) *arm.Error {
	if user := subnetUser(c, subnet); user != "" {
		return arm.InUseSubnet(subnet.Name, user)
	}
	return nil
}

func subnetUnusedUnlessCascade(c *Call) *arm.Error {
	if c.Cascade {
		return nil
	}
	return subnetUnused(c, c.Old)
}
