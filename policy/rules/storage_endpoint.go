package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// demandEndpoints reports each owner that no private endpoint of its region leads
// to, and each endpoint that leads to an owner without one, but to another
// service of it than the group, or from another region though it is of the
// owner's stamp. Places that are not known yet are waited for where no other
// endpoint reaches the owner.
func demandEndpoints(g *rule.Graph, j *rule.Judge, owners []*rule.Resource, group string) {
	type way struct {
		endpoint *rule.Resource
		wrong    rule.Value
		want     string
	}
	reached, doubts, others := map[*rule.Resource]bool{}, map[*rule.Resource][]*rule.Resource{}, map[*rule.Resource][]way{}
	links := linksOf(g, j)
	for _, l := range links.found {
		e, target := l.endpoint, l.target
		switch {
		case !slices.Contains(owners, target):
		case l.far && g.Stamp(e) == g.Stamp(target) && g.Stamp(e) != "":
			others[target] = append(others[target], way{e, e.Get("location"), shown(target.Get("location"), target.Get("location").Text())})
		case l.far:
		case holdsText(l.services, group):
			here, there := e.Get("location"), target.Get("location")
			if !here.Absent() && !there.Absent() && (here.Unknown() || there.Unknown()) {
				doubts[target] = append(doubts[target], e)
				continue
			}
			reached[target] = true
		case l.services.HasUnknown():
			j.On(e).NotYetKnown(l.services)
			reached[target] = true
		default:
			others[target] = append(others[target], way{e, l.services, group + " among the groups"})
		}
	}
	for _, r := range owners {
		switch {
		case reached[r]:
		case len(doubts[r]) > 0:
			waits(j.On(r), r.Get("location"))
			for _, e := range doubts[r] {
				waits(j.On(e), e.Get("location"))
			}
		case !links.complete:
		case len(others[r]) == 0:
			demandFor(j, r, misled(g, r, byLink(g), typePrivateEndpoint),
				"without a private endpoint in its region", "a PrivateEndpoint with groupIds "+group+" that leads to it")
		default:
			for _, w := range others[r] {
				j.On(w.endpoint).Violated(w.wrong, w.want)
			}
		}
	}
}

// link is a connection of a private endpoint to a storage account, a vault or a
// server. It is far if it leads to another region than the endpoint's.
type link struct {
	endpoint, target *rule.Resource
	services         rule.Value
	far              bool
}

// linksOf are the links of a graph. It is not complete while one cannot be told.
var linksOf = rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) answer[[]link] {
	links := answer[[]link]{complete: true}
	for _, e := range g.OfType(typePrivateEndpoint) {
		for _, property := range []string{"privateLinkServiceConnections", "manualPrivateLinkServiceConnections"} {
			connections, complete := j.On(e).ItemsOf(e.Get(property))
			links.complete = links.complete && complete
			for _, c := range connections {
				target, decided := related(g, j, e, c.Get("privateLinkServiceId"), typeStorageAccount, typeKeyVault, typeServer)
				links.complete = links.complete && decided
				if target == nil {
					continue
				}
				links.found = append(links.found, link{e, target, c.Get("groupIds"), farFrom(e, target) && astray(g, target) == ""})
			}
		}
	}
	return links
})

// farFrom reports whether an endpoint is known to lie in another region than
// what it leads to.
func farFrom(endpoint, target *rule.Resource) bool {
	here, there := endpoint.Get("location").Text(), target.Get("location").Text()
	return here != "" && there != "" && !sameRegion(here, there)
}

// holdsText reports whether a list is known to hold a text.
func holdsText(list rule.Value, text string) bool {
	return slices.ContainsFunc(list.Items(), func(v rule.Value) bool { return strings.EqualFold(v.Text(), text) })
}

// byLink is a lead of misled: the first thing of the graph that a private
// endpoint leads to.
func byLink(g *rule.Graph) func(*rule.Resource) (*rule.Resource, rule.Value) {
	return func(r *rule.Resource) (*rule.Resource, rule.Value) {
		list := r.Get("privateLinkServiceConnections")
		for _, c := range list.Items() {
			v := c.Get("privateLinkServiceId")
			if target, known := g.Refers(r, v); target != nil || !known {
				return target, v
			}
			list = v
		}
		return nil, list
	}
}
