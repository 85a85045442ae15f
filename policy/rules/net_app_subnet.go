package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

const appDelegation = "Microsoft.Web/serverFarms"

var netAppSubnet = &rule.Rule{
	ID:       "TDM-NET-017",
	Title:    "Web apps go out through a subnet that is delegated to App Service",
	Why:      "App Service can join no other subnet; the deployment fails, or the application has no way into the network that holds its data.",
	Fix:      "Give the subnet a delegation with serviceName Microsoft.Web/serverFarms, and set virtualNetworkSubnetId of the web app to its id.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.WAF("SE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-vnet-integration"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, app := range g.OfType(typeSite, typeSlot) {
			id := app.Get("virtualNetworkSubnetId")
			in, subnet, known := subnetAt(g, app, id)
			switch {
			case !known:
				j.On(app).NotYetKnown(id)
			case in == nil:
			case subnet.Absent() && in.Type == typeVirtualNetwork && !slices.ContainsFunc(in.Get("subnets").Items(), delegated):
				j.On(in).ViolatedAs(in.Get("subnets"), "without "+subnetOfID(id.Text()), "a subnet of that name, delegated to "+appDelegation)
			case subnet.Absent():
				j.On(app).Violated(id, "a subnet that the network has")
			case subnet.HasUnknown() && !delegated(subnet):
				j.On(in).NotYetKnown(subnet.Get("delegations"))
			case delegated(subnet):
			case slices.ContainsFunc(in.Get("subnets").Items(), delegated):
				j.On(app).ViolatedAs(id, "a subnet that is not delegated to App Service", "the one that is")
			default:
				j.On(in).ViolatedAs(subnet.Get("delegations"), "without "+appDelegation, "a delegation to "+appDelegation)
			}
		}
	},
}

// delegated reports whether a subnet is delegated to App Service.
func delegated(subnet rule.Value) bool {
	return slices.ContainsFunc(subnet.Get("delegations").Items(), func(d rule.Value) bool {
		return strings.EqualFold(d.Get("serviceName").Text(), appDelegation)
	})
}

// delegationOpen is what is not known yet of a subnet and decides whether it is
// delegated to App Service. It is absent if nothing is, or another delegation answers.
func delegationOpen(subnet rule.Value) rule.Value {
	delegations := subnet.Get("delegations")
	if delegations.Unknown() {
		return delegations
	}
	for _, d := range delegations.Items() {
		if service := d.Get("serviceName"); service.Unknown() && !delegated(subnet) {
			return service
		}
	}
	return rule.Value{}
}
