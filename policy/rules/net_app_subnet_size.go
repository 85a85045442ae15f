package rules

import (
	"net/netip"
	"strconv"

	"github.com/tandem-platform/tandem/policy/rule"
)

var netAppSubnetSize = &rule.Rule{
	ID:       "TDM-NET-020",
	Title:    "The subnet of web apps has addresses for twice their instances",
	Why:      "Each instance takes an address, and while App Service scales or updates the plan it takes twice as many. A subnet cannot grow once it is in use: a failover that has to double the stamp then fails.",
	Fix:      "Set addressPrefix of the subnet that is delegated to Microsoft.Web/serverFarms to a /26 or larger.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-vnet-integration"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "longestPrefix", Doc: "The longest prefix that the subnet may have, in bits.", Production: 26.0, Test: 26.0}},
	Scope:    rule.OneResource,
	Types:    []string{typeVirtualNetwork, typeSubnet},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list, _ := subnets(r, j)
		for _, subnet := range list {
			open := delegationOpen(subnet)
			if !delegated(subnet) && !open.Unknown() {
				continue
			}
			parts, _ := ends(subnet, j, "addressPrefix", "addressPrefixes")
			for _, part := range parts {
				p, err := netip.ParsePrefix(part.Text())
				switch {
				case err != nil || !p.Addr().Is4() || float64(p.Bits()) <= j.Number("longestPrefix"):
				case open.Unknown():
					j.NotYetKnown(open)
				default:
					j.Violated(part, "a range of /"+strconv.Itoa(int(j.Number("longestPrefix")))+" or larger")
				}
			}
		}
	},
}
