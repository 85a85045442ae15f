package stacks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/topology"
)

func TestDecide(t *testing.T) {
	const (
		p, s, a, u = topology.RolePrimary, topology.RoleSecondary, topology.RoleAbsent, topology.RoleUnknown
	)
	cases := []struct {
		blue, green topology.Role // blue is active
		out         topology.Stamp
		override    string
		refusal     string // part of the refusal, "" to go on
	}{
		{blue: a, green: a},
		{blue: p, green: s},
		{blue: p, green: a},
		{blue: s, green: p, refusal: "primary is stamp green's server"},
		{blue: s, green: p, override: "I know better", refusal: "primary is stamp green's server"},
		{blue: u, green: p, override: "I know better", refusal: "primary is stamp green's server"},
		{blue: a, green: p, refusal: "primary is stamp green's server"},
		{blue: p, green: p, refusal: "both servers"},
		{blue: p, green: p, override: "I know better", refusal: "both servers"},
		{blue: p, green: p, out: topology.Green},
		{blue: p, green: u, refusal: "stamp green's server"},
		{blue: p, green: u, override: "westeurope is down"},
		{blue: p, green: u, out: topology.Green},
		{blue: u, green: s, refusal: "stamp blue's server"},
		{blue: u, green: s, override: "northeurope's ARM is down, the data plane is not"},
		{blue: u, green: u, refusal: "cannot be read"},
		{blue: u, green: u, override: "ARM is down"},
		{blue: u, green: u, out: topology.Green, refusal: "stamp blue's server"},
		{blue: u, green: a, refusal: "stamp blue's server"},
		{blue: a, green: u, refusal: "stamp green's server"},
		{blue: a, green: u, override: "first deployment"},
		{blue: a, green: s, override: "x", refusal: "knows no failover group"},
		{blue: s, green: s, override: "x", refusal: "is the failover group's secondary"},
		{blue: s, green: a, refusal: "is the failover group's secondary"},
		{blue: s, green: u, override: "x", refusal: "is the failover group's secondary"},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s %s out=%s override=%t", c.blue, c.green, c.out, c.override != ""), func(t *testing.T) {
			roles := map[topology.Stamp]topology.Role{topology.Blue: c.blue, topology.Green: c.green}
			notes, err := Decide(roles, topology.Blue, c.out, c.override)
			mirrored := map[topology.Stamp]topology.Role{topology.Green: c.blue, topology.Blue: c.green}
			_, mirror := Decide(mirrored, topology.Green, c.out.Peer(), c.override)
			if c.refusal == "" {
				require.NoError(t, err)
				require.NoError(t, mirror)
				if c.override != "" {
					require.Contains(t, strings.Join(notes, "\n"), c.override)
				}
				if c.override == "" && c.out == "" {
					require.Empty(t, notes, "what goes as intended, the first deployment too, is no news")
				}
				return
			}
			require.ErrorContains(t, err, c.refusal)
			require.Error(t, mirror)
			require.True(t, strings.HasPrefix(err.Error(), "unsafe: tandem:active is blue, but "))
			require.Contains(t, err.Error(), "; either ")
			require.Contains(t, err.Error(), ", or ")
		})
	}
}

// TestDecideIsTotal goes through every combination: it goes on only where the
// active stamp's server may be the primary.
func TestDecideIsTotal(t *testing.T) {
	all := []topology.Role{topology.RolePrimary, topology.RoleSecondary, topology.RoleAbsent, topology.RoleUnknown, ""}
	for _, own := range all {
		for _, other := range all {
			for _, out := range []topology.Stamp{"", topology.Green} {
				roles := map[topology.Stamp]topology.Role{topology.Blue: own, topology.Green: other}
				if own == "" {
					delete(roles, topology.Blue)
				}
				if other == "" {
					delete(roles, topology.Green)
				}
				_, err := Decide(roles, topology.Blue, out, "because")
				if own == topology.RoleSecondary || other == topology.RolePrimary && out == "" {
					require.Error(t, err, "%v", roles)
				}
			}
		}
	}
}
