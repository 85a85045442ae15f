package components_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/internal/topology"
)

func TestEveryFaultIsNamedAndNothingRegistered(t *testing.T) {
	g, err := runGlobal(&global.Args{
		System: "Shop!", Expires: "tomorrow", Active: "red", Anchor: "pink", Out: "red",
		Stamps: map[topology.Stamp]global.StampInput{topology.Blue: {}},
		Edge:   global.EdgeArgs{OperatorRanges: []string{"office"}}, Database: global.DatabaseArgs{SKU: "S3"},
	})
	require.Error(t, err)
	for _, fault := range []string{
		`system "Shop!"`, "environment", "generation 0", `Expires "tomorrow"`, "Location is empty", "AlertEmail is empty",
		"Approver is missing", "HealthGate is missing", "HealthPath", "InstanceHealthPath", "ControlContainer is empty", `Active "red"`, `Anchor "pink"`, `Out "red"`,
		"Out and Active are both", `Stamps lacks "green"`, "Stamps[blue].Location is empty", "Stamps[blue].SQLID is missing",
		"Stamps[blue].TelemetryConnection is missing", `"office" is no address range`, "Edge.RateLimit is 0", "Database.Name is empty",
		`Database.SKU "S3"`, "Blobs is empty", "Budget.Amount is 0", "Budget.Start is empty",
	} {
		require.ErrorContains(t, err, fault)
	}
	require.Empty(t, g.Resources)
	_, err = runGlobal(nil)
	require.ErrorContains(t, err, "arguments are missing")
}
