package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// subnets lists the subnets that a virtual network holds, or the one that
// stands for itself.
func subnets(r *rule.Resource, j *rule.Judge) (list []rule.Value, complete bool) {
	if r.Type == typeSubnet {
		return []rule.Value{r.Get()}, true
	}
	return j.ItemsOf(r.Get("subnets"))
}

// subnetName is the Azure name of a subnet in a network or of one that stands for itself.
func subnetName(r *rule.Resource, subnet rule.Value) string {
	if r.Type == typeSubnet {
		return rule.AzureName(r)
	}
	return subnet.Get("name").Text()
}

// azuresOwn reports whether a subnet is one of those that Azure runs itself and
// for which it refuses or limits what a program may attach.
func azuresOwn(name string) bool {
	return slices.ContainsFunc([]string{"GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet", "AzureBastionSubnet"},
		func(own string) bool { return strings.EqualFold(own, name) })
}

// subnetAt finds the subnet that a property of r refers to, and the resource in
// which it stands: its network, or the subnet itself where that is a resource.
// Both are empty when the graph does not hold them. known is false when they
// cannot be told yet.
func subnetAt(g *rule.Graph, r *rule.Resource, v rule.Value) (in *rule.Resource, subnet rule.Value, known bool) {
	target, known := g.Refers(r, v, typeSubnet)
	if target != nil {
		return target, target.Get(), known
	}
	if v.Unknown() {
		in, _ = g.Refers(r, v, typeVirtualNetwork)
		return in, rule.Value{}, false
	}
	network, name := v.Text(), ""
	if i := strings.Index(strings.ToLower(network), "/subnets/"); i >= 0 {
		network, name = network[:i], subnetOfID(network)
	}
	in, _ = g.Refers(r, rule.NewValue(network))
	if in == nil {
		return nil, rule.Value{}, true
	}
	open := in.Get("subnets").Unknown()
	for _, item := range in.Get("subnets").Items() {
		if strings.EqualFold(item.Get("name").Text(), name) {
			return in, item, true
		}
		open = open || item.Get("name").Unknown()
	}
	return in, rule.Value{}, !open
}
