package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// flow is traffic that has to pass a network security group: TCP on a port, in
// from the network or out to a place.
type flow struct {
	direction string
	place     string // a service tag
	port      int
}

// passes reports whether a group's rules let a flow pass, as Azure decides: by
// the first rule by priority that fits. Ranges of private addresses are taken
// for parts of the network. known is false when a rule is not known yet.
func passes(list []rule.Value, f flow) (passes, known bool) {
	for _, filter := range list {
		if filter.HasUnknown() {
			return false, false
		}
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b rule.Value) int { return cmp.Compare(a.Get("priority").Number(), b.Get("priority").Number()) })
	for _, filter := range list {
		allows := strings.EqualFold(filter.Get("access").Text(), "Allow")
		if fits(filter, f, allows) {
			return allows, true
		}
	}
	return true, true // Azure's own last rules let the network in and everything out
}

func fits(filter rule.Value, f flow, allows bool) bool {
	protocol := filter.Get("protocol").Text()
	if !strings.EqualFold(filter.Get("direction").Text(), f.direction) || protocol != "*" && !strings.EqualFold(protocol, "Tcp") {
		return false
	}
	near, far := "source", "destination"
	if f.direction == "Inbound" {
		near, far = far, near
	}
	ports := append(filter.Get("destinationPortRanges").Items(), filter.Get("destinationPortRange"))
	return holdsPort(ports, f.port) && holdsPlace(filter, near, "VirtualNetwork", allows) && holdsPlace(filter, far, f.place, allows)
}

func holdsPort(ranges []rule.Value, port int) bool {
	return slices.ContainsFunc(ranges, func(v rule.Value) bool {
		span, ok := parsePorts(v.Text())
		return ok && span.holds(portSpan{port, port})
	})
}

// holdsPlace reports whether the addresses of one side of a rule hold a service
// tag. A range of private addresses holds a part of the network: enough for
// what allows, not for what denies.
func holdsPlace(filter rule.Value, side, place string, allows bool) bool {
	prefixes := append(filter.Get(side+"AddressPrefixes").Items(), filter.Get(side+"AddressPrefix"))
	return slices.ContainsFunc(prefixes, func(v rule.Value) bool {
		text := v.Text()
		if text == "*" || strings.EqualFold(text, place) || text == "0.0.0.0/0" {
			return true
		}
		p, err := netip.ParsePrefix(text)
		return allows && place == "VirtualNetwork" && err == nil && within(p, privateSpaces)
	})
}
