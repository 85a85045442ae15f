package stacks

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/components/region"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

// plant is the graph with a storage account in it that keeps no law.
func plant(g *graphtest.Graph, name string, parent *graphtest.Resource, inputs resource.PropertyMap) *graphtest.Graph {
	r := &graphtest.Resource{
		URN: "urn:stray::" + name, Name: name, Token: "azure-native:storage:StorageAccount", Custom: true,
		ID: "/subscriptions/s/resourceGroups/rg-stray/" + name, Inputs: inputs,
	}
	if parent != nil {
		r.Parent = parent.URN
	}
	faulty := *g
	faulty.Resources = append(slices.Clone(g.Resources), r)
	return &faulty
}

func TestWholeGraphHasParentsAndNames(t *testing.T) {
	g := fresh(t)
	require.Empty(t, graphtest.Orphans(g))
	require.Empty(t, graphtest.Misnamed(g))
	for _, r := range g.Custom() {
		require.Regexp(t, `^(blue|green|global)-`, r.Name)
	}
	require.NotEmpty(t, graphtest.Orphans(plant(g, "stray", nil, nil)))
	require.NotEmpty(t, graphtest.Misnamed(plant(g, "stray", named(t, g, "global"), nil)))
}

func TestStampsAreIsolated(t *testing.T) {
	g := fresh(t)
	require.NotEmpty(t, g.Under("blue"))
	require.Empty(t, graphtest.Crossings(g, "blue", "green"))

	foreign := resource.PropertyMap{"hostName": resource.NewProperty(named(t, g, "green-app-site").ID)}
	require.NotEmpty(t, graphtest.Crossings(plant(g, "blue-stray", named(t, g, "blue"), foreign), "blue", "green"))
}

func TestStampsAreSymmetric(t *testing.T) {
	alike := map[string]string{
		"northeurope": "<region>", "westeurope": "<region>", "10.10.": "<space>", "10.20.": "<space>",
	}
	g := fresh(t)
	require.Empty(t, graphtest.Asymmetries(g, "blue", "green", alike))
	require.NotEmpty(t, graphtest.Asymmetries(plant(g, "blue-stray", named(t, g, "blue"), nil), "blue", "green", alike))
}

func TestEverythingIsTaggedAndSendsItsLogs(t *testing.T) {
	want := map[string]string{"system": "tandem", "environment": "prod", "owner": "platform-team"}
	g := fresh(t)
	require.Empty(t, graphtest.Untagged(g, want))
	require.Empty(t, graphtest.Undiagnosed(g))
	for _, r := range g.Under("global") {
		if r.Token == "azure-native:resources:ResourceGroup" {
			require.Equal(t, "4f2a9c1", r.Text("tags.revision"))
			continue
		}
		_, found := r.Input("tags.revision")
		require.False(t, found, "%s would be rewritten by every commit", r.Name)
	}
	faulty := plant(g, "global-stray", named(t, g, "global"), nil)
	require.NotEmpty(t, graphtest.Untagged(faulty, want))
	require.NotEmpty(t, graphtest.Undiagnosed(faulty))
}

// unprotectedData lists the data of the global layer that is not protected.
func unprotectedData(g *graphtest.Graph) []string {
	faults := graphtest.Unprotected(g)
	for _, r := range g.ByToken("azure-native:storage:ObjectReplicationPolicy") {
		if !r.Protect {
			faults = append(faults, r.Name+" is not protected")
		}
	}
	return faults
}

func TestDataIsProtected(t *testing.T) {
	g := fresh(t)
	require.Empty(t, unprotectedData(g))
	require.Len(t, g.ByToken("azure-native:sql:Database"), 2)
	require.Len(t, g.ByToken("azure-native:storage:ObjectReplicationPolicy"), 4)
	lifted := record(t, system(t, map[string]string{"protected": "false"}), &fakeAzure{})
	require.NotEmpty(t, unprotectedData(lifted), "lifting protection is what tandem:protected is for")
	for _, r := range lifted.Resources {
		require.False(t, r.Protect, r.Name)
	}
}

func TestNoSecretIsShown(t *testing.T) {
	g := fresh(t)
	require.Empty(t, graphtest.PlainSecrets(g))
	key := named(t, g, "global-wiring-blue-settings").Text("properties.APPLICATIONINSIGHTS_CONNECTION_STRING")
	require.Contains(t, key, graphtest.SecretMark)
	leaking := plant(g, "global-stray", named(t, g, "global"), resource.PropertyMap{"kind": resource.NewProperty(key)})
	require.NotEmpty(t, graphtest.PlainSecrets(leaking))
}

// TestConnectionsNeverNameAServer holds the law that nothing which an app connects by
// changes in a failover.
func TestConnectionsNeverNameAServer(t *testing.T) {
	g := fresh(t)
	for _, s := range topology.Stamps() {
		text := named(t, g, fmt.Sprintf("global-wiring-%s-connections", s)).Text("properties.Database.value")
		require.Contains(t, text, "Server=tcp:fg-tandem-prod.database.windows.net,1433;")
		require.NotContains(t, text, "sql-tandem")
		own := named(t, g, fmt.Sprintf("global-wiring-%s-settings", s))
		require.Equal(t, settings.ContainerName("documents", s), own.Text("properties.TANDEM_BLOB_WRITE_CONTAINERS"))
		require.Contains(t, own.Text("properties.TANDEM_BLOB_OWN"), s.String())
		require.Contains(t, own.Text("properties.TANDEM_BLOB_PEER"), s.Peer().String())
	}
}

// TestReplicationFollowsItsContainers holds the order within one stack: replication is
// made after the containers and the versioning of both accounts, and taken down before them.
func TestReplicationFollowsItsContainers(t *testing.T) {
	g := fresh(t)
	first := g.ByToken("azure-native:storage:BlobServiceProperties")
	for _, c := range g.ByToken("azure-native:storage:BlobContainer") {
		if c.Text("containerName") != region.ControlContainer {
			first = append(first, c)
		}
	}
	require.Len(t, first, 6)
	for _, policy := range g.ByToken("azure-native:storage:ObjectReplicationPolicy") {
		for _, r := range first {
			require.True(t, g.DependsOn(policy, r), "%s does not wait for %s", policy.Name, r.Name)
		}
	}
}
