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
		users := usersOf(g)
		for _, in := range g.OfType(typeVirtualNetwork, typeSubnet) {
			list, _ := subnets(in, j.On(in))
			for _, subnet := range list {
				id := subnet.Get("networkSecurityGroup", "id")
				group, known := g.Refers(in, id, typeSecurityGroup)
				needs := flowsNeeded(g, users, in, subnet)
				if !known && len(needs) > 0 {
					j.On(in).NotYetKnown(id)
				}
				if group != nil && group.Type == typeSecurityGroup {
					judgeFlows(g, j, in, id, group, needs)
				}
			}
		}
	},
}

// user is what lies in a subnet: a web app, or a private endpoint, where App
// Service has no part.
type user struct {
	*rule.Resource
	ref   rule.Value // to the subnet
	app   bool
	flows []need

	in     *rule.Resource // as subnetAt tells it
	subnet rule.Value
	known  bool
}

// need is a flow that a subnet has to let pass. It is not sure while a value of a
// resource is not known yet.
type need struct {
	flow
	at   *rule.Resource
	open rule.Value
}

// usersOf lists what lies in subnets.
func usersOf(g *rule.Graph) []user {
	var users []user
	add := func(u user) {
		u.in, u.subnet, u.known = subnetAt(g, u.Resource, u.ref)
		if u.in != nil || !u.known && couldMean(g, u.Resource, u.ref, []string{typeVirtualNetwork, typeSubnet}) {
			users = append(users, u)
		}
	}
	out := appFlows
	if len(g.OfType(typeServer)) > 0 {
		out = append(slices.Clone(out), appToSQL)
	}
	for _, app := range g.OfType(typeSite, typeSlot) {
		u := user{Resource: app, ref: app.Get("virtualNetworkSubnetId"), app: true}
		for _, f := range out {
			u.flows = append(u.flows, need{flow: f})
		}
		add(u)
	}
	for _, endpoint := range g.OfType(typePrivateEndpoint) {
		u := user{Resource: endpoint, ref: endpoint.Get("subnet", "id")}
		switch open := subResourceOpen(endpoint); {
		case slices.Contains(subResources(endpoint), "sqlserver"):
			u.flows = []need{{flow: sqlFlow}}
		case open.Unknown():
			u.flows = []need{{sqlFlow, endpoint, open}, {webFlow, endpoint, open}}
		default:
			u.flows = []need{{flow: webFlow}}
		}
		add(u)
	}
	return users
}

// flowsNeeded lists what a subnet has to let pass for what lies in it.
func flowsNeeded(g *rule.Graph, users []user, in *rule.Resource, subnet rule.Value) []need {
	var needs []need
	for _, u := range users {
		at, open, lies := u.in, rule.Value{}, false
		switch {
		case u.known:
			lies = u.in == in && !u.subnet.Absent() && u.subnet.Path() == subnet.Path()
		case u.ref.Unknown():
			at, open, lies = u.Resource, u.ref, u.in == nil || u.in == in
		default:
			open, lies = subnet.Get("name"), u.in == in && subnet.Get("name").Unknown()
		}
		if lies && !open.Unknown() {
			at, open = in, delegationOpen(subnet)
		}
		if !lies || delegated(subnet) != u.app && !delegationOpen(subnet).Unknown() {
			continue
		}
		for _, n := range u.flows {
			if open.Unknown() {
				n.at, n.open = at, open
			}
			needs = append(needs, n)
		}
	}
	return needs
}

// judgeFlows demands that a group lets flows pass. If the group serves several
// subnets, the fault is that of the subnet that names it.
func judgeFlows(g *rule.Graph, j *rule.Judge, in *rule.Resource, id rule.Value, group *rule.Resource, needs []need) {
	list, complete := filters(group, j.On(group))
	for _, n := range needs {
		through, known := passes(list, n.flow)
		switch {
		case !complete:
		case !known:
			j.On(group).NotYetKnown(group.Get("securityRules"))
		case through:
		case n.open.Unknown():
			j.On(n.at).NotYetKnown(n.open)
		case serves(g, group) > 1:
			j.On(in).ViolatedAs(id, "a filter that stops TCP "+strconv.Itoa(n.port)+" "+n.direction+" "+n.place, "one that lets it pass")
		default:
			j.On(group).ViolatedAs(group.Get("securityRules"), "stopping TCP "+strconv.Itoa(n.port)+" "+n.direction+" "+n.place, "a rule with access Allow before what denies")
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
