package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appClientCertificateEdge = &rule.Rule{
	ID:       "TDM-APP-056",
	Title:    "A site behind Front Door asks for no client certificate",
	Why:      "Front Door ends TLS and passes no certificate on: every request, its own probes first, is refused and the stamp is out.",
	Fix:      "Set clientCertEnabled to false, or clientCertMode to \"Optional\", on sites behind Front Door.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/end-to-end-tls", "https://learn.microsoft.com/azure/app-service/app-service-web-configure-tls-mutual-auth"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, behind := range edgeSites(g, j) {
			site, on := behind.site, j.On(behind.site)
			mode, asks := site.Get("clientCertMode"), site.Get("clientCertEnabled")
			switch {
			case strings.HasPrefix(strings.ToLower(mode.Text()), "optional"):
			case mode.Unknown() && asks.Bool():
				on.NotYetKnown(mode)
			default:
				on.False(asks, false)
			}
		}
	},
}
