package rp

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeNSG          = "Microsoft.Network/networkSecurityGroups"
	typeSecurityRule = typeNSG + "/securityRules"
)

func nsgBehaviour() Behaviour {
	return Behaviour{
		Type: typeNSG,
		Validate: checks(validNetworkName, func(c *Call) *arm.Error {
			inline := objects(c.New.Body, "properties.securityRules")
			for i, r := range inline {
				if err := validRule(text(r, "name"), r, inline[:i]); err != nil {
					return err
				}
			}
			return nil
		}),
		Fill: func(c *Call) {
			b := c.New.Body
			keep(c, "properties.resourceGuid", fresh(c, "nsg"))
			set(b, "properties.provisioningState", "Succeeded")
			set(b, "properties.defaultSecurityRules", defaultRules(c))
			if c.New.Hidden == nil {
				c.New.Hidden = object{}
			}
			c.New.Hidden["rules"] = remove(b, "properties.securityRules")
		},
		After: afterNSG,
		Read: func(c *Call) {
			showChildren(c, typeSecurityRule, "properties.securityRules")
			var subnets []any
			for _, s := range c.Tx.All(typeSubnet) {
				if arm.SameID(text(s.Body, "properties.networkSecurityGroup.id"), c.New.ID) {
					subnets = append(subnets, object{"id": s.ID})
				}
			}
			if subnets != nil {
				set(c.New.Body, "properties.subnets", subnets)
			}
		},
		CanDelete: func(c *Call) *arm.Error {
			if c.Cascade {
				return nil
			}
			for _, s := range c.Tx.All(typeSubnet) {
				if arm.SameID(text(s.Body, "properties.networkSecurityGroup.id"), c.ID) {
					return arm.InUseSecurityGroup(c.ID, s.ID)
				}
			}
			return nil
		},
		Create: AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
		Takes: time.Second,
	}
}

// afterNSG writes the rules that the request holds and deletes the others.
func afterNSG(c *Call) *arm.Error {
	asked, ok := c.New.Hidden["rules"].([]any)
	delete(c.New.Hidden, "rules")
	c.Tx.Put(c.New)
	if !ok {
		return nil
	}
	var inline []object
	for _, v := range asked {
		if r, ok := v.(object); ok {
			inline = append(inline, r)
		}
	}
	for _, r := range c.Tx.Children(c.ID, typeSecurityRule) {
		if !namesOne(inline, r.Name) {
			deleteTree(c, r.ID)
		}
	}
	for _, r := range inline {
		props, _ := r["properties"].(object)
		fillRule(object{"properties": props})
		derive(c, c.ID+"/securityRules/"+text(r, "name"), "", props)
	}
	return nil
}

func securityRuleBehaviour() Behaviour {
	return Behaviour{
		Type: typeSecurityRule,
		Validate: func(c *Call) *arm.Error {
			var others []object
			for _, r := range c.Tx.Children(c.Parent, typeSecurityRule) {
				others = append(others, object{"name": r.Name, "properties": r.Body["properties"]})
			}
			return validRule(c.Name, c.New.Body, others)
		},
		Fill:   func(c *Call) { fillRule(c.New.Body) },
		Create: AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
	}
}

// validRule: priority in range and unique per direction; ports and addresses
// named one way or the other.
func validRule(name string, doc object, others []object) *arm.Error {
	if e := checkNetworkName(name); e != nil {
		return e
	}
	priority, _ := number(doc, "properties.priority")
	if priority < 100 || priority > 4096 {
		return arm.RulePriorityInvalid(name, int(priority))
	}
	for _, o := range others {
		p, _ := number(o, "properties.priority")
		if !strings.EqualFold(text(o, "name"), name) && p == priority &&
			strings.EqualFold(text(o, "properties.direction"), text(doc, "properties.direction")) {
			return arm.RuleConflict(name, text(o, "name"), int(priority))
		}
	}
	for _, p := range []string{"sourceAddressPrefix", "destinationAddressPrefix"} {
		groups := strings.TrimSuffix(p, "AddressPrefix") + "ApplicationSecurityGroups"
		if text(doc, "properties."+p) == "" && len(list(doc, "properties."+p+"es")) == 0 && len(list(doc, "properties."+groups)) == 0 {
			return arm.RuleParameterMissing(name, p)
		}
	}
	for _, p := range []string{"sourcePortRange", "destinationPortRange"} {
		if text(doc, "properties."+p) == "" && len(list(doc, "properties."+p+"s")) == 0 {
			return arm.RuleParameterMissing(name, p)
		}
	}
	return validRuleValues(name, doc)
}

// serviceTag is a name for the addresses of one of Azure's services.
var serviceTag = patternOf(`^[A-Z][A-Za-z0-9]*(\.[A-Za-z0-9]+)?$`)

// validRuleValues: addresses are addresses or ranges, where one is given also a
// service tag, and ports are ports or ranges of them.
func validRuleValues(name string, doc object) *arm.Error {
	for _, side := range []string{"source", "destination"} {
		for _, v := range texts(doc, "properties."+side+"AddressPrefixes") {
			switch {
			case v == "*" || serviceTag.MatchString(v):
				return arm.RuleTagInList(name, side+"AddressPrefixes", v)
			case !addressRange(v):
				return arm.RuleAddressInvalid(name, v)
			}
		}
		if v := text(doc, "properties."+side+"AddressPrefix"); v != "" && v != "*" && !serviceTag.MatchString(v) && !addressRange(v) {
			return arm.RuleAddressInvalid(name, v)
		}
		for _, v := range append(texts(doc, "properties."+side+"PortRanges"), text(doc, "properties."+side+"PortRange")) {
			if v != "" && v != "*" && !portRange(v) {
				return arm.RulePortInvalid(name, v)
			}
		}
	}
	return nil
}

// addressRange: an address, or a range that begins at its first one.
func addressRange(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	p, err := netip.ParsePrefix(s)
	return err == nil && p.Masked() == p
}

func portRange(s string) bool {
	first, last, isRange := strings.Cut(s, "-")
	from, err := strconv.ParseUint(first, 10, 16)
	if !isRange || err != nil {
		return err == nil
	}
	to, err := strconv.ParseUint(last, 10, 16)
	return err == nil && from <= to
}

func fillRule(doc object) {
	fillAll(doc, object{
		"properties.sourceAddressPrefixes": []any{}, "properties.destinationAddressPrefixes": []any{},
		"properties.sourcePortRanges": []any{}, "properties.destinationPortRanges": []any{},
	})
	set(doc, "properties.provisioningState", "Succeeded")
}

// defaultRules are the six rules that every security group has.
func defaultRules(c *Call) []any {
	var out []any
	for _, r := range []struct {
		name                      string
		priority                  int
		direction, access, source string
		destination               string
	}{
		{"AllowVnetInBound", 65000, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"},
		{"AllowAzureLoadBalancerInBound", 65001, "Inbound", "Allow", "AzureLoadBalancer", "*"},
		{"DenyAllInBound", 65500, "Inbound", "Deny", "*", "*"},
		{"AllowVnetOutBound", 65000, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"},
		{"AllowInternetOutBound", 65001, "Outbound", "Allow", "*", "Internet"},
		{"DenyAllOutBound", 65500, "Outbound", "Deny", "*", "*"},
	} {
		doc := object{"id": c.New.ID + "/defaultSecurityRules/" + r.name, "name": r.name, "properties": object{
			"provisioningState": "Succeeded", "priority": r.priority, "direction": r.direction, "access": r.access, "protocol": "*",
			"sourceAddressPrefix": r.source, "destinationAddressPrefix": r.destination,
			"sourcePortRange": "*", "destinationPortRange": "*",
		}}
		out = append(out, typedMember(c, doc, typeNSG+"/defaultSecurityRules"))
	}
	return out
}
