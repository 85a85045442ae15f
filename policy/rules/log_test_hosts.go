package rules

import (
	"net/url"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var logTestHosts = &rule.Rule{
	ID:       "TDM-LOG-027",
	Title:    "Availability tests ask hosts of the system, by HTTPS",
	Why:      "A test of a foreign host is green while the system is down, and red while it is up.",
	Fix:      "Set request.requestUrl to https:// and the hostName of an endpoint or custom domain of the system.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/app/availability-standard-tests"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		hosts, complete := hostsOf(g)
		for _, test := range g.OfType(typeWebTest) {
			at := test.Get("request", "requestUrl")
			text, ok := j.On(test).TextOf(at)
			if !ok || len(hosts) == 0 && complete {
				continue
			}
			asked, err := url.Parse(text)
			switch {
			case err != nil || !strings.EqualFold(asked.Scheme, "https"):
				j.On(test).Violated(at, "an address that begins with https://")
			case slices.Contains(hosts, strings.ToLower(asked.Hostname())):
			case !complete:
				j.On(test).NotYetKnown(at)
			default:
				j.On(test).Violated(at, "an address at one of "+strings.Join(hosts, ", "))
			}
		}
	},
}

// hostsOf are the host names at which the system answers, sorted. They are not
// complete while one is not known.
func hostsOf(g *rule.Graph) (hosts []string, complete bool) {
	complete = true
	for _, r := range g.OfType(typeEdgeEndpoint, typeEdgeDomain, typeSite) {
		host := r.Get("hostName")
		if r.Type == typeSite {
			host = r.Get("defaultHostName")
		}
		if host.Text() != "" {
			hosts = append(hosts, strings.ToLower(host.Text()))
		}
		complete = complete && host.Known()
	}
	slices.Sort(hosts)
	return hosts, complete
}
