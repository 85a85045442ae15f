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
