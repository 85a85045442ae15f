package preview

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Need is one thing that a failover needs, and whether it is there.
type Need struct {
	Name string `json:"name"`
	Met  bool   `json:"met"`
	// Unknown is set when it cannot be told before the change is applied.
	Unknown bool `json:"unknown,omitempty"`
}

func (n Need) missing() bool { return !n.Met && !n.Unknown }

// needs are what a failover from one stamp to the other needs of the resources:
// the path that traffic, data and blobs take.
func needs(g *rule.Graph) []Need {
	return []Need{
		{Name: "an application in each of two regions", Met: len(regionsOf(g, "azure-native:web:WebApp")) > 1},
		{Name: "SQL servers in two regions", Met: len(regionsOf(g, "azure-native:sql:Server")) > 1},
		replicated(g),
		grouped(g),
		routed(g),
		mirrored(g),
	}
}

func regionsOf(g *rule.Graph, resourceType string) []string {
	var regions []string
	for _, r := range g.OfType(resourceType) {
		if at := strings.ToLower(r.Get("location").Text()); at != "" && !slices.Contains(regions, at) {
			regions = append(regions, at)
		}
	}
	return regions
}

// databases are the names of databases with the servers that hold each.
func databases(g *rule.Graph) map[string][]string {
	on := map[string][]string{}
	for _, db := range g.OfType("azure-native:sql:Database") {
		name := rule.AzureName(db)
		server := db.Get("serverName").Text()
		if server == "" {
			// Not known yet: databases of one name cannot share a server.
			server = db.URN
		}
		on[name] = append(on[name], server)
	}
	return on
}

func replicated(g *rule.Graph) Need {
	n := Need{Name: "every database on two servers", Met: true}
	on := databases(g)
	for _, servers := range on {
		slices.Sort(servers)
		n.Met = n.Met && len(slices.Compact(servers)) > 1
	}
	n.Met = n.Met && len(on) > 0
	return n
}

// grouped wants a failover group by hand that holds every database.
func grouped(g *rule.Graph) Need {
	n := Need{Name: "a failover group, failed over by hand, that holds every database"}
	on := databases(g)
	for _, fg := range g.OfType("azure-native:sql:FailoverGroup") {
		members, policy := fg.Get("databases"), fg.Get("readWriteEndpoint", "failoverPolicy")
		n.Unknown = n.Unknown || members.Unknown() || policy.Unknown()
		byHand := policy.Text() == "Manual"
		n.Met = n.Met || byHand && len(on) > 0 && len(members.Items()) >= len(on) && len(fg.Get("partnerServers").Items()) > 0
	}
	n.Unknown = n.Unknown && !n.Met
	return n
}

// routed wants an origin group that takes traffic and has two origins that may
// take it.
func routed(g *rule.Graph) Need {
	n := Need{Name: "a route to two origins that may take the traffic"}
	enabled := map[string][]string{}
	for _, o := range g.OfType("azure-native:cdn:AFDOrigin") {
		host := o.Get("hostName").Text()
		if host == "" {
			host = o.URN
		}
		group := o.Get("originGroupName").Text()
		if !strings.EqualFold(o.Get("enabledState").Text(), "Disabled") && !slices.Contains(enabled[group], host) {
			enabled[group] = append(enabled[group], host)
		}
	}
	for _, route := range g.OfType("azure-native:cdn:Route", "azure-native:cdn:AFDRoute") {
		if strings.EqualFold(route.Get("enabledState").Text(), "Disabled") {
			continue
		}
		group, known := g.Refers(route, route.Get("originGroup", "id"), "azure-native:cdn:AFDOriginGroup")
		if group == nil {
			n.Unknown = n.Unknown || !known
			continue
		}
		n.Met = n.Met || len(enabled[rule.AzureName(group)]) > 1
	}
	n.Unknown = n.Unknown && !n.Met
	return n
}

// mirrored wants object replication from each account to the other.
func mirrored(g *rule.Graph) Need {
	n := Need{Name: "blobs that are replicated both ways"}
	ways := map[[2]string]bool{}
	for _, p := range g.OfType("azure-native:storage:ObjectReplicationPolicy") {
		from, to := p.Get("sourceAccount"), p.Get("destinationAccount")
		n.Unknown = n.Unknown || from.Unknown() || to.Unknown()
		if from.Text() != "" && to.Text() != "" {
			ways[[2]string{strings.ToLower(from.Text()), strings.ToLower(to.Text())}] = true
		}
	}
	for way := range ways {
		n.Met = n.Met || ways[[2]string{way[1], way[0]}]
	}
	n.Unknown = n.Unknown && !n.Met
	return n
}
