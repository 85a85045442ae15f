package components_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/internal/topology"
)

func TestReplicationRunsBothWaysDestinationFirst(t *testing.T) {
	g := recordGlobal(t, globalArgs())
	for _, from := range topology.Stamps() {
		destination := named(t, g, fmt.Sprintf("join-replication-%s-destination", from))
		source := named(t, g, fmt.Sprintf("join-replication-%s-source", from))
		require.Equal(t, "default", destination.Text("objectReplicationPolicyId"))
		require.Equal(t, "st-"+from.Peer().String(), destination.Text("accountName"))
		require.Equal(t, "st-"+from.String(), source.Text("accountName"))
		require.Equal(t, "policy-of-"+destination.Name, source.Text("objectReplicationPolicyId"))
		require.True(t, g.DependsOn(source, destination))
		for _, r := range []*graphtest.Resource{destination, source} {
			require.Contains(t, r.Text("sourceAccount"), "/"+from.String())
			rules, _ := r.Input("rules")
			require.Len(t, rules, 2)
			for i, base := range []string{"documents", "pictures"} {
				rule := rules.([]any)[i].(map[string]any)
				container := base + "-" + from.String()
				require.Equal(t, container, rule["sourceContainer"])
				require.Equal(t, container, rule["destinationContainer"])
				require.Equal(t, map[string]any{"minCreationTime": "1601-01-01T00:00:00Z"}, rule["filters"])
				if r == source {
					require.Equal(t, "rule-of-"+destination.Name+"-"+container, rule["ruleId"])
				}
			}
		}
	}
}

func TestDatabasesAreAPair(t *testing.T) {
	g := recordGlobal(t, globalArgs())
	blue, green := named(t, g, "join-sql-blue-database"), named(t, g, "join-sql-green-database")
	require.Equal(t, blue.ID, green.Text("sourceDatabaseId"))
	require.Equal(t, "Secondary", green.Text("createMode"))
	_, found := blue.Input("createMode")
	require.False(t, found)
	for _, equal := range []string{"sku", "zoneRedundant", "databaseName", "requestedBackupStorageRedundancy", "readScale", "tags"} {
		one, _ := blue.Input(equal)
		other, _ := green.Input(equal)
		require.Equal(t, one, other, equal)
	}
	for _, kind := range []string{"short", "long"} {
		one, other := named(t, g, "join-sql-blue-"+kind+"-retention"), named(t, g, "join-sql-green-"+kind+"-retention")
		for key, value := range one.Inputs {
			if key != "serverName" && key != "resourceGroupName" {
				require.Equal(t, value, other.Inputs[key], key)
			}
		}
	}
	group := named(t, g, "join-sql-failover-group")
	require.Equal(t, "Manual", group.Text("readWriteEndpoint.failoverPolicy"))
	require.True(t, g.DependsOn(group, green))
	require.Equal(t, "sql-blue", group.Text("serverName"))

	moved := recordGlobal(t, globalArgs(func(a *global.Args) { a.Anchor = topology.Green }))
	require.Equal(t, "sql-green", named(t, moved, "join-sql-failover-group").Text("serverName"))
	require.Equal(t, "Secondary", named(t, moved, "join-sql-blue-database").Text("createMode"))
}
