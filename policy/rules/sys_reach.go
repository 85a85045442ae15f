package rules

import (
	"cmp"
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sysReach = &rule.Rule{
	ID:       "TDM-SYS-006",
	Title:    "Every stamp reaches every SQL server and every storage account",
	Why:      "After a failover the stamp that is left works on the database of its own region, in a planned one on that of the other; a way that is missing is found in the failover.",
	Fix:      "Add an azure-native:network:PrivateEndpoint in the stamp's network whose privateLinkServiceId is the server or account of the other stamp.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("RE:09"), rule.MCSB("NS-2")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/failover-group-configure-sql-db"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		waits := false
		ways := []way{}
		for _, endpoint := range g.OfType(typePrivateEndpoint) {
			of, known := waysOf(g, j.On(endpoint), endpoint)
			waits = waits || !known
			ways = append(ways, of...)
		}
		for _, network := range g.OfType(typeVirtualNetwork) {
			if stamped(g.Stamp(network)) && !waits {
				judgeReach(g, j, network, ways)
			}
		}
	},
}

// way is what a connection of a private endpoint joins: networks, as the
// endpoint's subnet and region tell, and a service.
type way struct {
	endpoint *rule.Resource
	networks []*rule.Resource
	id       rule.Value // of the service
	to       *rule.Resource
	wanted   string // the type in the service's id
}

// waysOf are the ways of an endpoint; one without connections has a way to nowhere.
func waysOf(g *rule.Graph, j *rule.Judge, endpoint *rule.Resource) (ways []way, known bool) {
	w := way{endpoint: endpoint, id: endpoint.Get("privateLinkServiceConnections")}
	known = true
	in, _, told := subnetAt(g, endpoint, endpoint.Get("subnet", "id"))
	if in == nil && !told {
		j.NotYetKnown(endpoint.Get("subnet", "id"))
		known = false
	}
	if in != nil && in.Type == typeSubnet {
		in, _ = g.Named(in, "virtualNetworkName", typeVirtualNetwork)
	}
	for _, network := range g.OfType(typeVirtualNetwork) {
		here := endpoint.Get("location").Text()
		if network == in || here != "" && sameRegion(here, network.Get("location").Text()) {
			w.networks = append(w.networks, network)
		}
	}
	list, complete := connections(endpoint, j)
	known = known && complete
	for _, connection := range list {
		id := connection.Get("privateLinkServiceId")
		to, told := g.Refers(endpoint, id)
		if !told {
			j.NotYetKnown(id)
			known = false
		}
		w.id, w.to, w.wanted = id, to, armType(id.Text())
		ways = append(ways, w)
	}
	if len(list) == 0 {
		ways = append(ways, w)
	}
	return ways, known
}

// judgeReach demands ways from a network to all data. If one is missing while
// another leads twice to the same place or nowhere, that one is at fault.
func judgeReach(g *rule.Graph, j *rule.Judge, network *rule.Resource, ways []way) {
	for _, data := range g.OfType(typeServer, typeStorageAccount) {
		if !stamped(g.Stamp(data)) || slices.ContainsFunc(ways, func(w way) bool { return w.to == data && slices.Contains(w.networks, network) }) {
			continue
		}
		if astray := strayWay(g, network, data, ways); astray != nil {
			j.On(astray.endpoint).ViolatedAs(astray.id, astray.id.String()+", where another endpoint of the network leads, or nothing", "the id of "+data.Name)
			continue
		}
		j.On(data).Missing("without a way from the network of stamp "+g.Stamp(network), "a private endpoint in it")
	}
}

// strayWay is the way from the network that was to lead to the data, or nil.
func strayWay(g *rule.Graph, network, data *rule.Resource, ways []way) *way {
	count := map[*rule.Resource]int{}
	var candidates []way
	for _, w := range ways {
		if slices.Contains(w.networks, network) {
			count[w.to]++
		}
	}
	for _, w := range ways {
		if slices.Contains(w.networks, network) && (w.to == nil && (w.wanted == "" || w.wanted == armType(data.ARMID())) || w.to != nil && count[w.to] > 1) {
			candidates = append(candidates, w)
		}
	}
	// An endpoint of the stamp itself leads to the stamp's own data, one of the
	// layer that joins stamps to the other's.
	own := g.Stamp(data) == g.Stamp(network)
	slices.SortStableFunc(candidates, func(a, b way) int { return cmp.Compare(a.endpoint.URN, b.endpoint.URN) })
	for i := range candidates {
		if stamped(g.Stamp(candidates[i].endpoint)) == own {
			return &candidates[i]
		}
	}
	return nil
}
