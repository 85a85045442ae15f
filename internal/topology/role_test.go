package topology_test

import (
	"testing"

	"github.com/tandem-platform/tandem/internal/topology"
)

func TestFrozen(t *testing.T) {
	const (
		p, s = topology.RolePrimary, topology.RoleSecondary
		a, u = topology.RoleAbsent, topology.RoleUnknown
	)
	cases := []struct {
		anchor, peer topology.Role
		want         bool
	}{
		{a, a, false}, {p, s, false}, {p, u, false}, {p, a, false},
		{s, p, true}, {u, p, true}, {a, p, true}, {u, u, true}, {u, a, true}, {a, u, true}, {s, u, true},
	}
	for _, c := range cases {
		for _, anchor := range topology.Stamps() {
			roles := map[topology.Stamp]topology.Role{anchor: c.anchor, anchor.Peer(): c.peer}
			if got := topology.Frozen(roles, anchor); got != c.want {
				t.Errorf("frozen with the anchor %s and roles %v: %t", anchor, roles, got)
			}
		}
	}
	if topology.Frozen(nil, topology.Blue) {
		t.Error("a group of which nothing is known is frozen")
	}
}
