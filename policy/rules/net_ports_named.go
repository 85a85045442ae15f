package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var netPortsNamed = &rule.Rule{
	ID:       "TDM-NET-003",
	Title:    "A security rule that allows names its ports",
	Why:      "A rule that allows every port allows what nobody thought of, remote administration among it.",
	Fix:      "In securityRules with access Allow, set destinationPortRange or destinationPortRanges to the ports in use, not to *.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/security/fundamentals/network-best-practices"},
	Since:    "0.1.0",
	Params: []rule.Param{{Name: "widest", Doc: "The number of ports that one range may hold.",
		Production: 1000.0, Test: 1000.0}},
	Scope: rule.OneResource,
	Types: []string{typeSecurityGroup, typeSecurityRule},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list, _ := filters(r, j)
		for _, filter := range list {
			allows, known := j.TextOf(filter.Get("access"))
			if !known || !strings.EqualFold(allows, "Allow") || portless[strings.ToLower(filter.Get("protocol").Text())] {
				continue
			}
			protocol := filter.Get("protocol")
			ports, _ := ends(filter, j, "destinationPortRange", "destinationPortRanges")
			for _, port := range ports {
				span, ok := parsePorts(port.Text())
				wide := !ok || float64(span.last-span.first) >= j.Number("widest")
				if wide && protocol.Unknown() {
					j.NotYetKnown(protocol)
				} else if wide {
					j.Violated(port, "the ports in use")
				}
			}
		}
	},
}

// portless are protocols without ports, for which Azure wants *.
var portless = map[string]bool{"icmp": true, "icmpv6": true, "esp": true, "ah": true}
