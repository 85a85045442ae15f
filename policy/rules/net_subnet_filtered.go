package rules

import "github.com/tandem-platform/tandem/policy/rule"

var netSubnetFiltered = &rule.Rule{
	ID:       "TDM-NET-001",
	Title:    "Every subnet has a network security group",
	Why:      "A subnet without one lets everything in the network reach everything in it, so that one captured instance reaches all data.",
	Fix:      "Set networkSecurityGroup.id of the subnet to the id of a network security group.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVirtualNetwork, typeSubnet},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list, _ := subnets(r, j)
		for _, subnet := range list {
			name, filter := subnet.Get("name"), subnet.Get("networkSecurityGroup", "id")
			switch {
			case azuresOwn(subnetName(r, subnet)):
			case r.Type == typeVirtualNetwork && name.Unknown() && filter.Absent():
				j.NotYetKnown(name) // it may be one of Azure's own
			default:
				j.Present(filter, "the id of a network security group")
			}
		}
	},
}
