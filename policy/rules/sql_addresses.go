package rules

import (
	"math/big"
	"net/netip"

	"github.com/tandem-platform/tandem/policy/rule"
)

// sqlFirewallTypes are the rules that let addresses in.
var sqlFirewallTypes = []string{typeSQLFirewall, typeSQLFirewall6}

// sqlRange is the first and the last address that a firewall rule lets in.
func sqlRange(r *rule.Resource) (start, end rule.Value) {
	if r.Type == typeSQLFirewall6 {
		return r.Get("startIPv6Address"), r.Get("endIPv6Address")
	}
	return r.Get("startIpAddress"), r.Get("endIpAddress")
}

// sqlAddress reads an address. What is none is a violation.
func sqlAddress(j *rule.Judge, v rule.Value) (netip.Addr, bool) {
	if v.Absent() {
		j.Violated(v, "an IP address")
		return netip.Addr{}, false
	}
	text, ok := j.TextOf(v)
	if !ok {
		return netip.Addr{}, false
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		j.Violated(v, "an IP address")
	}
	return address, err == nil
}

// sqlAddresses counts the addresses of a range, both ends included.
func sqlAddresses(start, end netip.Addr) *big.Int {
	first, last := new(big.Int).SetBytes(start.AsSlice()), new(big.Int).SetBytes(end.AsSlice())
	return last.Add(last.Sub(last, first), big.NewInt(1))
}
