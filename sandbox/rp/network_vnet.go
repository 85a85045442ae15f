package rp

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

const (
	typeVNet    = "Microsoft.Network/virtualNetworks"
	typeSubnet  = typeVNet + "/subnets"
	typePeering = typeVNet + "/virtualNetworkPeerings"
)

func networkBehaviours() []Behaviour {
	return []Behaviour{
		{
			Type:     typeVNet,
			Validate: checks(validNetworkName, validAddressSpace, validInlineSubnets),
			Fill:     fillVNet,
			After:    afterVNet,
			Read: func(c *Call) {
				showChildren(c, typeSubnet, "properties.subnets")
				showChildren(c, typePeering, "properties.virtualNetworkPeerings")
			},
			CanDelete: vnetUnused,
			Create:    AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
			Takes: 2 * time.Second,
		},
		subnetBehaviour(), peeringBehaviour(), nsgBehaviour(), securityRuleBehaviour(),
	}
}

// showChildren lists the children of a type inside the parent's document.
func showChildren(c *Call, typ, path string) {
	out := []any{}
	for _, r := range c.Tx.Children(c.New.ID, typ) {
		doc := object{"id": r.ID, "name": r.Name, "etag": r.ETag, "properties": r.Body["properties"]}
		out = append(out, typedMember(c, doc, r.Type))
	}
	set(c.New.Body, path, out)
}

// typedMember puts the type into the document of a member, for the versions
// that have it there: what is read must be good to write back.
// Source: https://github.com/Azure/azure-rest-api-specs (Subnet and SecurityRule have "type" from 2021-02-01 on).
func typedMember(c *Call, doc object, typ string) object {
	if c.APIVersion >= "2021-02-01" {
		doc["type"] = typ
	}
	return doc
}

// prefixes parses address prefixes; bad is the first that is none.
func prefixes(in []string) (out []netip.Prefix, bad string) {
	for _, s := range in {
		p, err := netip.ParsePrefix(s)
		if err != nil || p.Masked() != p {
			return nil, s
		}
		out = append(out, p)
	}
	return out, ""
}

func validAddressSpace(c *Call) *arm.Error {
	space := texts(c.New.Body, "properties.addressSpace.addressPrefixes")
	if len(space) == 0 {
		return arm.AddressSpaceMissing(c.Name)
	}
	parsed, bad := prefixes(space)
	if bad != "" {
		return arm.InvalidAddressPrefix(bad)
	}
	for i, a := range parsed {
		for _, b := range parsed[:i] {
			if a.Overlaps(b) {
				return arm.AddressSpaceOverlaps(c.ID, a.String(), b.String())
			}
		}
	}
	for _, s := range c.Tx.Children(c.ID, typeSubnet) {
		if !within(subnetPrefixes(s.Body), parsed) && at(c.New.Body, "properties.subnets") == nil {
			return arm.InvalidSubnet(s.Name, c.Name)
		}
	}
	return nil
}

func validInlineSubnets(c *Call) *arm.Error {
	inline := objects(c.New.Body, "properties.subnets")
	space, _ := prefixes(texts(c.New.Body, "properties.addressSpace.addressPrefixes"))
	for i, s := range inline {
		name := text(s, "name")
		if err := validSubnet(c, name, s, space, inline[:i]); err != nil {
			return err
		}
	}
	if list(c.New.Body, "properties.subnets") == nil {
		return nil
	}
	for _, s := range c.Tx.Children(c.ID, typeSubnet) {
		if !namesOne(inline, s.Name) {
			if err := subnetUnused(c, s); err != nil {
				return err
			}
		}
	}
	return nil
}

func namesOne(in []object, name string) bool {
	for _, o := range in {
		if strings.EqualFold(text(o, "name"), name) {
			return true
		}
	}
	return false
}

func fillVNet(c *Call) {
	b := c.New.Body
	keep(c, "properties.resourceGuid", fresh(c, "vnet"))
	set(b, "properties.provisioningState", "Succeeded")
	fill(b, "properties.enableDdosProtection", false)
	if c.New.Hidden == nil {
		c.New.Hidden = object{}
	}
	c.New.Hidden["subnets"] = remove(b, "properties.subnets")
	remove(b, "properties.virtualNetworkPeerings")
}

// afterVNet writes the subnets that the request holds and deletes the others;
// a request without the property leaves them alone.
func afterVNet(c *Call) *arm.Error {
	asked, ok := c.New.Hidden["subnets"].([]any)
	delete(c.New.Hidden, "subnets")
	c.Tx.Put(c.New)
	if !ok {
		return nil
	}
	var inline []object
	for _, v := range asked {
		if s, ok := v.(object); ok {
			inline = append(inline, s)
		}
	}
	for _, s := range c.Tx.Children(c.ID, typeSubnet) {
		if !namesOne(inline, s.Name) {
			deleteTree(c, s.ID)
		}
	}
	for _, s := range inline {
		props, _ := s["properties"].(object)
		if props == nil {
			props = object{}
		}
		doc := object{"properties": props}
		fillSubnet(doc)
		derive(c, c.ID+"/subnets/"+text(s, "name"), "", props)
	}
	return nil
}

func vnetUnused(c *Call) *arm.Error {
	for _, s := range c.Tx.Children(c.ID, typeSubnet) {
		if user := subnetUser(c, s); user != "" && !c.Cascade {
			return arm.InUseSubnet(s.Name, user)
		}
	}
	for _, link := range c.Tx.All(typeZoneLink) {
		if !c.Cascade && arm.SameID(text(link.Body, "properties.virtualNetwork.id"), c.ID) {
			return arm.InUseVirtualNetwork(c.Name, link.ID)
		}
	}
	return nil
}

func peeringBehaviour() Behaviour {
	return Behaviour{
		Type: typePeering,
		Validate: func(c *Call) *arm.Error {
			remote := text(c.New.Body, "properties.remoteVirtualNetwork.id")
			other, ok := find(c.Tx, remote, typeVNet)
			if !ok {
				return arm.InvalidResourceReference(remote, c.ID)
			}
			here, _ := c.Tx.Get(c.Parent)
			ours, _ := prefixes(texts(here.Body, "properties.addressSpace.addressPrefixes"))
			theirs, _ := prefixes(texts(other.Body, "properties.addressSpace.addressPrefixes"))
			for _, a := range ours {
				for _, b := range theirs {
					if a.Overlaps(b) {
						return arm.PeeringOverlaps(c.Name, c.Parent, remote)
					}
				}
			}
			return nil
		},
		Fill: func(c *Call) {
			b := c.New.Body
			fillAll(b, object{
				"properties.allowVirtualNetworkAccess": true, "properties.allowForwardedTraffic": false,
				"properties.allowGatewayTransit": false, "properties.useRemoteGateways": false,
			})
			set(b, "properties.provisioningState", "Succeeded")
			set(b, "properties.peeringState", "Initiated")
			if back, ok := peeringBack(c); ok {
				set(b, "properties.peeringState", "Connected")
				set(back.Body, "properties.peeringState", "Connected")
				touch(c, back)
			}
		},
		AfterDelete: func(c *Call) *arm.Error {
			if back, ok := peeringBack(c); ok {
				set(back.Body, "properties.peeringState", "Disconnected")
				touch(c, back)
			}
			return nil
		},
		Create: AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
	}
}

// peeringBack finds the peering in the other direction.
func peeringBack(c *Call) (*store.Resource, bool) {
	doc := c.Old
	if c.New != nil {
		doc = c.New
	}
	remote := text(doc.Body, "properties.remoteVirtualNetwork.id")
	for _, p := range c.Tx.Children(remote, typePeering) {
		if arm.SameID(text(p.Body, "properties.remoteVirtualNetwork.id"), up(c.ID)) {
			return p, true
		}
	}
	return nil, false
}

// nextAddress is the first address of a subnet that nothing has; Azure keeps
// the first four and the last for itself.
func nextAddress(c *Call, subnet string) string {
	r, ok := c.Tx.Get(subnet)
	if !ok {
		return ""
	}
	taken := map[string]bool{}
	for _, e := range c.Tx.All(typeEndpoint) {
		for _, cfg := range objects(e.Body, "properties.customDnsConfigs") {
			for _, ip := range texts(cfg, "ipAddresses") {
				taken[fmt.Sprint(ip, "@", strings.ToLower(text(e.Body, "properties.subnet.id")))] = true
			}
		}
	}
	for _, p := range subnetPrefixes(r.Body) {
		a := p.Addr()
		for range 4 {
			a = a.Next()
		}
		for ; p.Contains(a); a = a.Next() {
			if !taken[fmt.Sprint(a, "@", strings.ToLower(subnet))] {
				return a.String()
			}
		}
	}
	return ""
}
