package rules

import (
	"slices"
	"strconv"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Flows that a system of web apps and private endpoints lives on.
var (
	appFlows = []flow{{"Outbound", "VirtualNetwork", 443}, {"Outbound", "AzureActiveDirectory", 443}, {"Outbound", "AzureMonitor", 443}}
	appToSQL = flow{"Outbound", "VirtualNetwork", 1433}
	sqlFlow  = flow{"Inbound", "VirtualNetwork", 1433}
	webFlow  = flow{"Inbound", "VirtualNetwork", 443}
)

var netFlows = &rule.Rule{
	ID:       "TDM-NET-022",
	Title:    "Filters let the application reach its data, sign-in and telemetry",
	Why:      "A filter that is too tight is an outage of its own: on the standby stamp nobody sees it until the failover.",
	Fix:      "In securityRules allow TCP 443 and, where there is a SQL server, 1433 from the application's subnet to VirtualNetwork, 443 to AzureActiveDirectory and AzureMonitor, and the same ports into the endpoints' subnet, each before what denies.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:07"), rule.MCSB("NS-1")},
	Sources:  []string{"https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		needs := flowsNeeded(g)
		for _, in := range g.OfType(typeVirtualNetwork, typeSubnet) {
			list, _ := subnets(in, j.On(in))
			for _, subnet := range list {
				id := subnet.Get("networkSecurityGroup", "id")
				group, known := g.Refers(in, id, typeSecurityGroup)
				if !known && len(needs[subnetKey(in, subnet)]) > 0 {
					j.On(in).NotYetKnown(id)
				}
				if group != nil && group.Type == typeSecurityGroup {
					judgeFlows(g, j, in, id, group, needs[subnetKey(in, subnet)])
				}
			}
		}
	},
}

func subnetKey(in *rule.Resource, subnet rule.Value) string {
	return in.URN + " " + subnetName(in, subnet)
}

// flowsNeeded lists what each subnet has to let pass for what lies in it: web
// apps, and private endpoints where App Service has no part.
func flowsNeeded(g *rule.Graph) map[string][]flow {
	needs := map[string][]flow{}
	add := func(r *rule.Resource, v rule.Value, app bool, flows ...flow) {
		in, subnet, _ := subnetAt(g, r, v)
		if in == nil || subnet.Absent() || delegated(subnet) != app {
			return
		}
		for _, f := range flows {
			if key := subnetKey(in, subnet); !slices.Contains(needs[key], f) {
				needs[key] = append(needs[key], f)
			}
		}
	}
	out := appFlows
	if len(g.OfType(typeServer)) > 0 {
		out = append(slices.Clone(out), appToSQL)
	}
	for _, app := range g.OfType(typeSite, typeSlot) {
		add(app, app.Get("virtualNetworkSubnetId"), true, out...)
	}
	for _, endpoint := range g.OfType(typePrivateEndpoint) {
		f := webFlow
		if slices.Contains(subResources(endpoint), "sqlserver") {
			f = sqlFlow
		}
		add(endpoint, endpoint.Get("subnet", "id"), false, f)
	}
	return needs
}

// judgeFlows demands that a group lets flows pass. If the group serves several
// subnets, the fault is that of the subnet that names it.
func judgeFlows(g *rule.Graph, j *rule.Judge, in *rule.Resource, id rule.Value, group *rule.Resource, flows []flow) {
	list, complete := filters(group, j.On(group))
	for _, f := range flows {
		through, known := passes(list, f)
		switch {
		case !complete:
		case !known:
			j.On(group).NotYetKnown(group.Get("securityRules"))
		case through:
		case serves(g, group) > 1:
			j.On(in).ViolatedAs(id, "a filter that stops TCP "+strconv.Itoa(f.port)+" "+f.direction+" "+f.place, "one that lets it pass")
		default:
			j.On(group).ViolatedAs(group.Get("securityRules"), "stopping TCP "+strconv.Itoa(f.port)+" "+f.direction+" "+f.place, "a rule with access Allow before what denies")
		}
	}
}

// serves counts the subnets that name a group.
func serves(g *rule.Graph, group *rule.Resource) int {
	n := 0
	for _, in := range g.OfType(typeVirtualNetwork, typeSubnet) {
		list := in.Get("subnets").Items()
		if in.Type == typeSubnet {
			list = []rule.Value{in.Get()}
		}
		for _, subnet := range list {
			if at, _ := g.Refers(in, subnet.Get("networkSecurityGroup", "id")); at == group {
				n++
			}
		}
	}
	return n
}
