package rules

import (
	"net/netip"

	"github.com/tandem-platform/tandem/policy/rule"
)

var netSpacesDisjoint = &rule.Rule{
	ID:       "TDM-NET-019",
	Title:    "The networks of a system do not overlap",
	Why:      "Networks that overlap can never be joined, by peering, a gateway or a firewall, and an address in a log does not say which stamp it was.",
	Fix:      "Give each network an addressSpace.addressPrefixes of its own, as the settings' address plan does.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/virtual-network/concepts-and-best-practices"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		networks := g.OfType(typeVirtualNetwork)
		spaces := map[*rule.Resource][]netip.Prefix{}
		for _, network := range networks {
			prefixes := network.Get("addressSpace", "addressPrefixes")
			if prefixes.HasUnknown() {
				j.On(network).NotYetKnown(prefixes)
			}
			for _, v := range prefixes.Items() {
				if p, err := netip.ParsePrefix(v.Text()); err == nil {
					spaces[network] = append(spaces[network], p)
				}
			}
		}
		for _, a := range networks {
			for _, b := range networks {
				if a.URN < b.URN && overlap(spaces[a], spaces[b]) {
					at, other := intruder(a, b, spaces)
					j.On(at).ViolatedAs(at.Get("addressSpace", "addressPrefixes"), "overlapping the network "+other.Name, "a range that no other network has")
				}
			}
		}
	},
}

func overlap(a, b []netip.Prefix) bool {
	for _, p := range a {
		if overlaps(p, b) {
			return true
		}
	}
	return false
}

// intruder is that of two networks whose range is at fault: the one whose
// subnets lie elsewhere, else the larger one, else the second by name.
func intruder(a, b *rule.Resource, spaces map[*rule.Resource][]netip.Prefix) (at, other *rule.Resource) {
	switch {
	case foreign(a, spaces[a]) != foreign(b, spaces[b]):
		if foreign(a, spaces[a]) {
			return a, b
		}
	case widest(spaces[a]) < widest(spaces[b]):
		return a, b
	}
	return b, a
}

// foreign reports whether a subnet of the network lies outside its space.
func foreign(network *rule.Resource, space []netip.Prefix) bool {
	for _, subnet := range network.Get("subnets").Items() {
		if p, err := netip.ParsePrefix(subnet.Get("addressPrefix").Text()); err == nil && !within(p, space) {
			return true
		}
	}
	return false
}

// widest is the length of the shortest prefix.
func widest(space []netip.Prefix) int {
	bits := 128
	for _, p := range space {
		bits = min(bits, p.Bits())
	}
	return bits
}
