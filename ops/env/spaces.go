package env

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"net/netip"
	"slices"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

func settingsStack(id topology.Identity) string { return settings.EnvironmentStack(id.Environment) }

// pool is where test environments have their networks; a pair of /24, one for
// each stamp, is a slot of it.
var pool = netip.MustParsePrefix("10.64.0.0/10")

const (
	slotBits  = 23
	stampBits = 24
)

// Networks are the address prefixes of the subscription's virtual networks, by
// lower-case name.
type Networks map[string][]string

// ReadNetworks lists the virtual networks of the subscription.
func ReadNetworks(ctx context.Context, az Azure) (Networks, error) {
	items, err := az.List(ctx, "/subscriptions/"+az.Subscription()+"/providers/Microsoft.Network/virtualNetworks", apiNetwork)
	if err != nil {
		return nil, fmt.Errorf("virtual networks: %w", err)
	}
	n := Networks{}
	for _, item := range items {
		prefixes, _ := armdoc.Lookup(item, "properties", "addressSpace", "addressPrefixes").([]any)
		for _, p := range prefixes {
			if s, ok := p.(string); ok {
				n[armdoc.Text(item, "name")] = append(n[armdoc.Text(item, "name")], s)
			}
		}
	}
	return n, nil
}

// Own returns the address spaces of an environment whose networks exist; nil
// unless both do.
func (n Networks) Own(id topology.Identity) map[topology.Stamp]string {
	own := map[topology.Stamp]string{}
	for _, stamp := range topology.Stamps() {
		if prefixes := n[id.Stamp(stamp).VirtualNetwork]; len(prefixes) == 1 {
			own[stamp] = prefixes[0]
		}
	}
	if len(own) < len(topology.Stamps()) {
		return nil
	}
	return own
}

// FreeSpaces returns address spaces for a new environment that overlap with none
// that is taken. The search begins at a place that follows from the name, so that
// machines that know nothing of each other seldom choose the same.
func FreeSpaces(name string, taken []string) (map[topology.Stamp]string, error) {
	var used []netip.Prefix
	for _, s := range taken {
		if p, err := netip.ParsePrefix(s); err == nil && p.Addr().Is4() {
			used = append(used, p.Masked())
		}
	}
	slots := uint32(1) << (slotBits - pool.Bits())
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // a hash never fails
	first := binary.BigEndian.Uint32(pool.Addr().AsSlice())
	for i := range slots {
		begin := first + (h.Sum32()+i)%slots<<(32-slotBits)
		slot := netip.PrefixFrom(address(begin), slotBits)
		if slices.ContainsFunc(used, slot.Overlaps) {
			continue
		}
		return map[topology.Stamp]string{
			topology.Blue:  netip.PrefixFrom(address(begin), stampBits).String(),
			topology.Green: netip.PrefixFrom(address(begin+1<<(32-stampBits)), stampBits).String(),
		}, nil
	}
	return nil, fmt.Errorf("no address space is free in %s for environment %s: take environments down", pool, name)
}

func address(n uint32) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], n)
	return netip.AddrFrom4(b)
}
