package topology

import (
	"fmt"
	"net/netip"
)

// The address spaces that a stamp can have.
const (
	minSpaceBits = 16
	maxSpaceBits = 24
	// subnetBits is the size of a subnet in all but the smallest spaces.
	subnetBits = 24
	// subnetShare makes a subnet a quarter of a space that is too small for
	// subnetBits; the upper half stays free for what comes later.
	subnetShare = 2
)

// AddressPlan divides a stamp's address space. What it does not hand out stays
// free.
type AddressPlan struct {
	Space            netip.Prefix
	Integration      netip.Prefix // delegated to App Service
	PrivateEndpoints netip.Prefix
}

// Plan divides an address space of /16 to /24 in CIDR notation.
//
// The smallest plan gives each subnet a /26: App Service advises that size for
// a plan of up to 30 instances, since an upgrade needs twice the addresses.
func Plan(addressSpace string) (AddressPlan, error) {
	space, err := ParseSpace(addressSpace)
	if err != nil {
		return AddressPlan{}, err
	}
	bits := max(space.Bits()+subnetShare, subnetBits)
	first := netip.PrefixFrom(space.Addr(), bits)
	return AddressPlan{
		Space:            space,
		Integration:      first,
		PrivateEndpoints: next(first),
	}, nil
}

// ParseSpace reads a stamp's address space: an IPv4 prefix of /16 to /24, of
// private addresses, without host bits.
func ParseSpace(addressSpace string) (netip.Prefix, error) {
	space, err := netip.ParsePrefix(addressSpace)
	switch {
	case err != nil:
		return netip.Prefix{}, fmt.Errorf("%q is no address range in CIDR notation, for example 10.10.0.0/16", addressSpace)
	case !space.Addr().Is4():
		return netip.Prefix{}, fmt.Errorf("%s is no IPv4 range", space)
	case space != space.Masked():
		return netip.Prefix{}, fmt.Errorf("%s does not begin at its range's first address: write %s", space, space.Masked())
	case space.Bits() > maxSpaceBits:
		return netip.Prefix{}, fmt.Errorf("%s is too small: a stamp needs /%d to /%d", space, minSpaceBits, maxSpaceBits)
	case space.Bits() < minSpaceBits:
		return netip.Prefix{}, fmt.Errorf("%s is too large: a stamp needs /%d to /%d", space, minSpaceBits, maxSpaceBits)
	case !private(space):
		return netip.Prefix{}, fmt.Errorf("%s holds public addresses: take a range inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10", space)
	}
	return space, nil
}

// sharedSpace is RFC 6598's range, which Azure accepts for virtual networks
// like RFC 1918's.
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

func private(p netip.Prefix) bool {
	return p.Addr().IsPrivate() || sharedSpace.Contains(p.Addr())
}

// next returns the prefix of the same size that follows p.
func next(p netip.Prefix) netip.Prefix {
	b := p.Addr().As4()
	n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	n += 1 << (32 - p.Bits())
	addr := netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	return netip.PrefixFrom(addr, p.Bits())
}
