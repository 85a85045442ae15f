// Package topology is the vocabulary of a two-region system: its stamps, the
// regions that they can lie in, the names of everything that has one in Azure,
// the address plan, the tags, the sizes of databases and the roles that their
// servers play.
//
// Everything here is a pure function of its arguments. No function reads
// configuration, environment or clock, and none calls a cloud.
//
// A role is no part of a stamp: which stamp is meant to be active is a setting
// of the global layer, see [Priority], and which server is the primary is a
// fact that is read from Azure, see [Role].
package topology

import "fmt"

// Stamp is one of the two copies of the system. It is a colour and not a role
// or a region, so that it keeps its name when the roles change or the stamp
// moves.
type Stamp string

// The two stamps.
const (
	Blue  Stamp = "blue"
	Green Stamp = "green"
)

// Stamps returns both stamps in a fixed order. The order has no meaning.
func Stamps() []Stamp { return []Stamp{Blue, Green} }

// ParseStamp returns the stamp of that name.
func ParseStamp(name string) (Stamp, error) {
	s := Stamp(name)
	if !s.Valid() {
		return "", fmt.Errorf("no stamp is called %q: the stamps are %s and %s", name, Blue, Green)
	}
	return s, nil
}

// Valid reports whether s is one of the two stamps.
func (s Stamp) Valid() bool { return s == Blue || s == Green }

// Peer returns the other stamp. The peer of anything that is no stamp is
// empty.
func (s Stamp) Peer() Stamp {
	switch s {
	case Blue:
		return Green
	case Green:
		return Blue
	default:
		return ""
	}
}

// String returns the stamp's name.
func (s Stamp) String() string { return string(s) }

// StampHealthPath is the path by which the edge, and whoever deploys, judge a whole
// stamp. It depends on nothing that the stamps share.
const StampHealthPath = "/healthz/stamp"

// Front Door serves the origins of the lowest priority number as long as one
// of them is healthy.
const (
	activePriority  = 1
	standbyPriority = 2
)

// Priority returns the Front Door priority of a stamp's origin: 1 for the
// active stamp, 2 for the other one.
func Priority(stamp, active Stamp) int {
	if stamp == active {
		return activePriority
	}
	return standbyPriority
}
