package rules

import (
	"net/netip"
	"strconv"

	"github.com/tandem-platform/tandem/policy/rule"
)

// demandNarrow reports a range of addresses that is wider than a prefix of bits
// (for IPv6, of 64 bits), and what is no range.
func demandNarrow(j *rule.Judge, v rule.Value, bits int) {
	text, ok := j.TextOf(v)
	if !ok {
		return
	}
	if address, err := netip.ParseAddr(text); err == nil && !address.IsUnspecified() {
		return
	}
	prefix, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		j.Violated(v, "an address, or a range in CIDR notation")
	case prefix.Addr().Is6():
		bits = 64
		fallthrough
	default:
		if prefix.Bits() < bits {
			j.Violated(v, "a range of /"+strconv.Itoa(bits)+" or smaller")
		}
	}
}
