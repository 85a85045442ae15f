package rules

import (
	"net/url"

	"github.com/tandem-platform/tandem/policy/rule"
)

var idpRedirectHosts = &rule.Rule{
	ID:       "TDM-IDP-010",
	Title:    "Users are sent back to names of the system's own edge",
	Why:      "A redirect address of a name that the system does not hold sends the user's code to whoever holds it, or takes it next.",
	Fix:      "Set redirectUris to addresses of the profile's endpoints and custom domains.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.MCSB("NS-10")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity-platform/reply-url"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		hosts, waits := []string{}, false
		for _, r := range g.OfType("azure-native:cdn:AFDEndpoint", "azure-native:cdn:AFDCustomDomain") {
			waits = waits || !r.Get("hostName").Known()
			hosts = append(hosts, r.Get("hostName").Text())
		}
		if len(hosts) == 0 {
			return
		}
		for _, app := range g.OfType(typeApplication, typeRedirectURIs) {
			list, _ := redirects(app, j.On(app))
			for _, v := range list {
				u, err := url.Parse(v.Text())
				switch {
				case err == nil && containsFold(hosts, u.Hostname()):
				case waits:
					j.On(app).NotYetKnown(v)
				default:
					j.On(app).Violated(v, "an address of the system's edge")
				}
			}
		}
	},
}
