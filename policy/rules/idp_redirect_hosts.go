package rules

import (
	"net/url"
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var idpRedirectHosts = &rule.Rule{
	ID:       "TDM-IDP-010",
	Title:    "Users are sent back to the system's own edge, to every name of it",
	Why:      "A redirect address of a name that the system does not hold sends the user's code to whoever holds it, or takes it next. At a name of the edge that is left out nobody can sign in, on the standby's endpoint say.",
	Fix:      "Set redirectUris to addresses of the profile's endpoints and custom domains, one of each.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.MCSB("NS-10")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity-platform/reply-url"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		edge := g.OfType(typeEdgeEndpoint, typeEdgeDomain)
		if len(edge) == 0 {
			return
		}
		hosts, waits := []string{}, false
		for _, r := range edge {
			if name := r.Get("hostName"); name.Known() {
				hosts = append(hosts, name.Text())
			} else {
				waits = true
			}
		}
		for _, app := range g.OfType(typeApplication, typeRedirectURIs) {
			all, complete := redirects(app, j.On(app))
			list := slices.DeleteFunc(all, func(v rule.Value) bool { return isNative(app, v) })
			var taken []string
			for _, v := range list {
				u, err := url.Parse(v.Text())
				switch {
				case err == nil && containsFold(hosts, u.Hostname()):
					taken = append(taken, u.Hostname())
				case waits:
					j.On(app).NotYetKnown(v)
				default:
					j.On(app).Violated(v, "an address of the system's edge")
				}
			}
			if complete && len(taken) > 0 && len(taken) == len(list) {
				demandEveryHost(j, app, edge, taken)
			}
		}
	},
}

// demandEveryHost demands that users are sent back to every name of the edge.
func demandEveryHost(j *rule.Judge, app *rule.Resource, edge []*rule.Resource, taken []string) {
	for _, r := range edge {
		switch name := r.Get("hostName"); {
		case !name.Known():
			j.On(r).NotYetKnown(name)
		case !containsFold(taken, name.Text()):
			j.On(app).Missing("without a redirect address at "+shown(name, name.Text()), "one at every name of the edge")
		}
	}
}
