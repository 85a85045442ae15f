package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var netInboundInternet = &rule.Rule{
	ID:       "TDM-NET-002",
	Title:    "No security rule lets the internet in",
	Why:      "Visitors come through the edge and its firewall; a port that is open to the internet, or to every customer of Azure, goes around both, and management ports are tried within minutes.",
	Fix:      "In securityRules with access Allow and direction Inbound, name the network or service tag that may come in as sourceAddressPrefix: not *, Internet, AzureCloud or 0.0.0.0/0.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("6.1 (2.0.0)"), rule.CIS("6.2 (2.0.0)"), rule.CIS("6.3 (2.0.0)"), rule.MCSB("NS-1"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/security/fundamentals/network-best-practices"},
	Since:    "0.1.0",
	Params: []rule.Param{{Name: "openPorts", Doc: "Ports, with commas between them, that may be open to the internet.",
		Production: "", Test: ""}},
	Scope: rule.OneResource,
	Types: []string{typeSecurityGroup, typeSecurityRule},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list, _ := filters(r, j)
		ports := words(j.Text("openPorts"))
		for _, filter := range list {
			if !filterIs(filter, j, "Allow", "Inbound") {
				continue
			}
			only, open := opensOnly(filter, ports)
			if only {
				continue
			}
			sources, _ := ends(filter, j, "sourceAddressPrefix", "sourceAddressPrefixes")
			for _, source := range sources {
				switch {
				case !everywhere(source.Text()) && !azureCloud(source.Text()):
				case !open.Absent():
					j.NotYetKnown(open)
				default:
					j.Violated(source, "a network or a service tag other than the internet")
				}
			}
		}
	},
}

// opensOnly reports whether all ports that a security rule opens are among
// ports. If one that is not known yet decides, it is open.
func opensOnly(filter rule.Value, ports []string) (only bool, open rule.Value) {
	if len(ports) == 0 {
		return false, open
	}
	for _, name := range []string{"destinationPortRanges", "destinationPortRange"} {
		v := filter.Get(name)
		values := []rule.Value{v}
		if v.Kind() == rule.KindList {
			values = v.Items()
		}
		if v.HasUnknown() {
			open = v
		}
		if slices.ContainsFunc(values, func(port rule.Value) bool {
			return port.Known() && !slices.Contains(ports, port.Text())
		}) {
			return false, rule.Value{}
		}
	}
	return open.Absent(), open
}
