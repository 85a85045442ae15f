package settings

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/topology"
)

// placed is a stamp with the place where its settings stand.
type placed struct {
	source
	layer Layer
	*Stamp
}

// fault reports a fault of one of the stamp's keys.
func (p placed) fault(name, remedy, format string, args ...any) Fault {
	return p.source.fault(stampKey(p.layer, p.Stamp.Stamp, name), fmt.Sprintf(format, args...), remedy)
}

// view is both stamps and what joins them, wherever they are configured. What
// could not be read is missing.
type view struct {
	stamps map[topology.Stamp]placed
	global *Global
	source source // of the global part
}

// systemView is the view of a stack that holds everything.
func systemView(src source, s *Settings) view {
	v := view{stamps: map[topology.Stamp]placed{}, global: s.Global, source: src}
	for name, stamp := range s.Stamps {
		v.stamps[name] = placed{source: src, layer: s.Layer, Stamp: stamp}
	}
	return v
}

// joinFaults returns what is wrong between the stamps and what joins them.
func joinFaults(v view) []Fault {
	var faults []Fault
	blue, hasBlue := v.stamps[topology.Blue]
	green, hasGreen := v.stamps[topology.Green]
	if hasBlue && hasGreen {
		faults = append(faults, regionFaults(v, blue, green)...)
		faults = append(faults, spaceFaults(blue, green)...)
		faults = append(faults, containerFaults(blue, green)...)
	}
	if v.global != nil {
		faults = append(faults, globalRegionFaults(v)...)
		for _, name := range topology.Stamps() {
			if stamp, ok := v.stamps[name]; ok {
				faults = append(faults, blobFaults(v, stamp)...)
			}
		}
	}
	return newFaults(nil, faults)
}

// regionFaults checks that one disaster does not reach both stamps.
func regionFaults(v view, blue, green placed) []Fault {
	b, okBlue := topology.LookupRegion(blue.Location)
	g, okGreen := topology.LookupRegion(green.Location)
	if !okBlue || !okGreen {
		return nil
	}
	if b.Name == g.Name {
		return []Fault{green.fault("location", "move one of the stamps to another region",
			"%s is blue's region too (%s)", g.Name, blue.label())}
	}
	distance := topology.Distance(b, g)
	if distance >= topology.MinDistance || v.global != nil && v.global.DistanceOverride != "" {
		return nil
	}
	return []Fault{green.fault("location",
		fmt.Sprintf("move one of the stamps, or record the reason in the global layer as %s", qualified("distanceOverride")),
		"%s lies %.0f km from blue's %s, and stamps keep %d km", g.Name, distance, b.Name, topology.MinDistance)}
}

func spaceFaults(blue, green placed) []Fault {
	b, errBlue := netip.ParsePrefix(blue.AddressSpace)
	g, errGreen := netip.ParsePrefix(green.AddressSpace)
	if errBlue != nil || errGreen != nil || !b.Overlaps(g) {
		return nil
	}
	return []Fault{green.fault("addressSpace", "give each stamp a range of its own",
		"%s overlaps with blue's %s (%s)", g, b, blue.label())}
}

// containerFaults checks that replication finds each container on both sides.
func containerFaults(blue, green placed) []Fault {
	if blue.file == green.file && blue.stack == green.stack {
		return nil
	}
	b, g := sorted(blue.Containers), sorted(green.Containers)
	if len(b) == 0 || len(g) == 0 || slices.Equal(b, g) {
		return nil
	}
	return []Fault{green.fault("containers", "name the same containers in both",
		"[%s] differs from blue's [%s] (%s)", strings.Join(g, ", "), strings.Join(b, ", "), blue.label())}
}

func sorted(items []string) []string { return slices.Sorted(slices.Values(items)) }

// blobFaults checks that a stamp has the containers that are replicated.
func blobFaults(v view, stamp placed) []Fault {
	if len(stamp.Containers) == 0 {
		return nil
	}
	lacking := slices.DeleteFunc(v.global.Containers(), func(name string) bool {
		return slices.Contains(stamp.Containers, name)
	})
	if len(lacking) == 0 {
		return nil
	}
	names := strings.Join(lacking, ", ")
	return []Fault{stamp.fault("containers", "add "+names,
		"lacks %s, which %s of %s asks for", names, qualified("blobs"), v.source.label())}
}

// globalRegionFaults checks that what joins the stamps can still be managed
// while one of their regions is down.
func globalRegionFaults(v view) []Fault {
	var faults []Fault
	for _, name := range topology.Stamps() {
		stamp, ok := v.stamps[name]
		if ok && stamp.Location != "" && stamp.Location == v.global.Region {
			faults = append(faults, v.source.fault("globalRegion",
				fmt.Sprintf("%s is %s's region too: what lies there cannot be managed while the region is down", v.global.Region, name),
				"take a third region"))
		}
	}
	return faults
}

// CheckPlacement checks where the stamps lie against the global settings: in
// distinct regions, far enough apart, and not in the region of the global
// resource group. It is for a program that knows the stamps by their outputs
// only.
func (s *Settings) CheckPlacement(locations map[topology.Stamp]string) error {
	if s.Global == nil {
		return nil
	}
	src := source{stack: s.Stack}
	v := view{stamps: map[topology.Stamp]placed{}, global: s.Global, source: src}
	for _, name := range slices.Sorted(maps.Keys(locations)) {
		v.stamps[name] = placed{
			source: source{stack: string(name)}, layer: LayerStamp,
			Stamp: &Stamp{Stamp: name, Location: locations[name]},
		}
	}
	return join(joinFaults(v))
}
