package rules

import (
	"net/netip"

	"github.com/tandem-platform/tandem/policy/rule"
)

// privateSpaces are the ranges that belong to nobody on the internet: those of
// RFC 1918, RFC 6598 and RFC 4193.
var privateSpaces = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("fc00::/7"),
}

// within reports whether a range lies in one of the others.
func within(p netip.Prefix, others []netip.Prefix) bool {
	for _, other := range others {
		if other.Bits() <= p.Bits() && other.Contains(p.Addr()) {
			return true
		}
	}
	return false
}

var netSpacePrivate = &rule.Rule{
	ID:       "TDM-NET-018",
	Title:    "Networks have private addresses, and subnets disjoint parts of them",
	Why:      "With somebody else's public addresses inside, the real owner of them cannot be reached; a subnet outside its network or over another is refused halfway through.",
	Fix:      "Set addressSpace.addressPrefixes to ranges inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10, and addressPrefix of each subnet to a part of them of its own.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1")},
	Sources:  []string{"https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVirtualNetwork},
	Check: func(r *rule.Resource, j *rule.Judge) {
		prefixes := r.Get("addressSpace", "addressPrefixes")
		j.Present(prefixes, "at least one range of private addresses")
		list, complete := j.ItemsOf(prefixes)
		var space []netip.Prefix
		for _, v := range list {
			p, err := netip.ParsePrefix(v.Text())
			if err != nil || !within(p, privateSpaces) {
				j.Violated(v, "a range of private addresses in CIDR notation")
			}
			space = append(space, p)
		}
		judgeSubnets(r, j, space, complete && len(list) > 0)
	},
}

// judgeSubnets demands that subnets lie in the space, if it is known, and do not overlap.
func judgeSubnets(r *rule.Resource, j *rule.Judge, space []netip.Prefix, known bool) {
	subnets, _ := j.ItemsOf(r.Get("subnets"))
	var taken []netip.Prefix
	for _, subnet := range subnets {
		parts, _ := ends(subnet, j, "addressPrefix", "addressPrefixes")
		for _, part := range parts {
			p, err := netip.ParsePrefix(part.Text())
			switch {
			case err != nil:
				j.Violated(part, "a range in CIDR notation")
				continue
			case known && !within(p, space):
				j.Violated(part, "a part of the network's address space")
			case overlaps(p, taken):
				j.Violated(r.Get("subnets"), "subnets that do not overlap")
			}
			taken = append(taken, p)
		}
	}
}

func overlaps(p netip.Prefix, others []netip.Prefix) bool {
	for _, other := range others {
		if p.Overlaps(other) {
			return true
		}
	}
	return false
}
