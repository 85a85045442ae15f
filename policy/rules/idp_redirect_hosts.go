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
		hosts, names, waits := []string{}, []rule.Value{}, false
		for _, r := range g.OfType(typeEdgeEndpoint, typeEdgeDomain) {
			waits = waits || !r.Get("hostName").Known()
			hosts = append(hosts, r.Get("hostName").Text())
			names = append(names, r.Get("hostName"))
		}
		if len(hosts) == 0 {
			return
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
			for i, host := range hosts {
				if complete && !waits && len(taken) > 0 && len(taken) == len(list) && !containsFold(taken, host) {
					j.On(app).Missing("without a redirect address at "+shown(names[i], host), "one at every name of the edge")
				}
			}
		}
	},
}
