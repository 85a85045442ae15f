package topology_test

import (
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/internal/topology"
)

func TestParseSQLSize(t *testing.T) {
	for text, want := range map[string]struct {
		size      topology.SQLSize
		readScale string
	}{
		"BC_Gen5_2": {
			topology.SQLSize{Name: "BC_Gen5", Tier: "BusinessCritical", Family: "Gen5", Capacity: 2}, "Enabled",
		},
		"GP_Gen5_80": {
			topology.SQLSize{Name: "GP_Gen5", Tier: "GeneralPurpose", Family: "Gen5", Capacity: 80}, "Disabled",
		},
	} {
		got, err := topology.ParseSQLSize(text)
		if err != nil || got != want.size || got.ReadScale() != want.readScale {
			t.Errorf("%s is %+v (read scale %s), %v; want %+v", text, got, got.ReadScale(), err, want)
		}
	}
	for _, bad := range []string{"", "BC", "BC_Gen5", "XX_Gen5_2", "BC_Gen5_0", "BC_Gen5_two", "BC__2", "BC_Gen5_2_2"} {
		if _, err := topology.ParseSQLSize(bad); err == nil || !strings.Contains(err.Error(), "BC_Gen5_2") {
			t.Errorf("%q: got %v, want an error that shows a size", bad, err)
		}
	}
}

func TestListener(t *testing.T) {
	got, err := topology.Listener("fg-shop", "sql-shop.database.usgovcloudapi.net")
	if err != nil || got != "fg-shop.database.usgovcloudapi.net" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := topology.Listener("fg-shop", "localhost"); err == nil || !strings.Contains(err.Error(), "localhost") {
		t.Errorf("got %v, want an error that names the host", err)
	}
}
