package global

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/topology"
)

func TestFrozen(t *testing.T) {
	const p, s, a, u = RolePrimary, RoleSecondary, RoleAbsent, RoleUnknown
	cases := []struct {
		anchor, peer Role
		want         bool
	}{
		{a, a, false}, {p, s, false}, {p, u, false}, {p, a, false},
		{s, p, true}, {u, p, true}, {a, p, true}, {u, u, true}, {u, a, true}, {a, u, true}, {s, u, true},
	}
	for _, c := range cases {
		roles := map[topology.Stamp]Role{topology.Blue: c.anchor, topology.Green: c.peer}
		require.Equal(t, c.want, Frozen(roles, topology.Blue), "%v", roles)
		mirrored := map[topology.Stamp]Role{topology.Green: c.anchor, topology.Blue: c.peer}
		require.Equal(t, c.want, Frozen(mirrored, topology.Green), "%v", mirrored)
	}
	require.False(t, Frozen(nil, topology.Blue))
}

func TestParseSKU(t *testing.T) {
	got, err := parseSKU("BC_Gen5_2")
	require.NoError(t, err)
	require.Equal(t, sku{name: "BC_Gen5", tier: "BusinessCritical", family: "Gen5", capacity: 2}, got)
	require.Equal(t, "Enabled", got.readScale())
	got, err = parseSKU("GP_Gen5_80")
	require.NoError(t, err)
	require.Equal(t, "Disabled", got.readScale())
	for _, bad := range []string{"", "BC", "BC_Gen5", "XX_Gen5_2", "BC_Gen5_0", "BC_Gen5_two", "BC__2", "BC_Gen5_2_2"} {
		_, err := parseSKU(bad)
		require.ErrorContains(t, err, "BC_Gen5_2", bad)
	}
}

func TestListener(t *testing.T) {
	got, err := listener("fg-shop", "sql-shop.database.usgovcloudapi.net")
	require.NoError(t, err)
	require.Equal(t, "fg-shop.database.usgovcloudapi.net", got)
	_, err = listener("fg-shop", "localhost")
	require.ErrorContains(t, err, "localhost")
}

func TestLinkLocation(t *testing.T) {
	for _, name := range linkRegions {
		_, found := topology.LookupRegion(name)
		require.True(t, found, name)
		require.Equal(t, name, linkLocation(name))
	}
	require.Equal(t, "uksouth", linkLocation("ukwest"))
	require.Equal(t, "japaneast", linkLocation("japanwest"))
	require.Equal(t, "nowhere", linkLocation("nowhere"))
	for _, r := range topology.Regions() {
		require.Contains(t, linkRegions, linkLocation(r.Name))
	}
}
