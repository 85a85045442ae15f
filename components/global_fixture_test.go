package components_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/internal/topology"
)

// willing approves everything and finds everything healthy.
type willing struct{}

func (willing) EnsureApproved(context.Context, string, string) error { return nil }
func (willing) WaitHealthy(context.Context, string) error            { return nil }

// stampInput is a stamp as another stack would export it.
func stampInput(s topology.Stamp, location string) global.StampInput {
	id := func(kind string) pulumi.StringInput {
		return pulumi.String(fmt.Sprintf("/subscriptions/sub/resourceGroups/rg-%s/providers/%s/%s", s, kind, s))
	}
	text := func(what string) pulumi.StringInput { return pulumi.String(what + "-" + s.String()) }
	return global.StampInput{
		Location: location, ResourceGroup: text("rg"), SubscriptionID: pulumi.String("sub"), TenantID: pulumi.String("tenant"),
		PrivateEndpointSubnetID: id("subnet"), SQLZoneID: id("sqlzone"), BlobZoneID: id("blobzone"),
		AppID: id("Microsoft.Web/sites"), AppName: text("app"), AppHost: pulumi.Sprintf("app-%s.azurewebsites.net", s),
		SQLID: id("Microsoft.Sql/servers"), SQLName: text("sql"), SQLHost: pulumi.Sprintf("sql-%s.database.windows.net", s),
		StorageID: id("Microsoft.Storage/storageAccounts"), StorageName: text("st"), StorageHost: pulumi.Sprintf("st%s.blob.core.windows.net", s),
		VaultHost: pulumi.Sprintf("kv-%s.vault.azure.net", s), IdentityClientID: text("client"), IdentityPrincipalID: text("principal"),
		WorkspaceID: id("workspace"), ComponentID: id("component"), TelemetryConnection: text("telemetry"),
	}
}

// globalArgs returns valid arguments of the global layer, changed by edits.
func globalArgs(edits ...func(*global.Args)) *global.Args {
	args := &global.Args{
		System: "shop", Environment: "prod", Generation: 1, Production: true, Owner: "team-shop", Revision: "4f2a9c1",
		Location: "uksouth", Active: topology.Blue, Anchor: topology.Blue,
		Stamps: map[topology.Stamp]global.StampInput{
			topology.Blue: stampInput(topology.Blue, "northeurope"), topology.Green: stampInput(topology.Green, "japanwest"),
		},
		Protected: true, HealthPath: "/health/stamp", InstanceHealthPath: "/health/instance", ControlContainer: "control",
		Edge:     global.EdgeArgs{OperatorRanges: []string{"203.0.113.0/24"}, RateLimit: 1000},
		Database: global.DatabaseArgs{Name: "shop", SKU: "BC_Gen5_4", Zones: true},
		Blobs:    []string{"documents", "pictures"},
		Budget:   global.BudgetArgs{Amount: 100, Start: "2026-01-01T00:00:00Z"}, AlertEmail: "ops@example.com",
		Approver: willing{}, HealthGate: willing{},
	}
	for _, edit := range edits {
		edit(args)
	}
	return args
}

func runGlobal(args *global.Args) (*graphtest.Graph, error) {
	return graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		_, err := global.New(ctx, "join", args)
		return nil, err
	}, graphtest.WithOutputs(fillPolicies))
}

// fillPolicies gives every replication rule an id that tells where it was given.
func fillPolicies(token, name string, inputs resource.PropertyMap) resource.PropertyMap {
	if token != "azure-native:storage:ObjectReplicationPolicy" {
		return nil
	}
	var rules []resource.PropertyValue
	for _, rule := range inputs["rules"].ArrayValue() {
		made := rule.ObjectValue().Copy()
		made["ruleId"] = resource.NewProperty("rule-of-" + name + "-" + made["sourceContainer"].StringValue())
		rules = append([]resource.PropertyValue{resource.NewProperty(made)}, rules...) // Azure promises no order
	}
	return resource.PropertyMap{"rules": resource.NewProperty(rules), "policyId": resource.NewProperty("policy-of-" + name)}
}

func recordGlobal(t *testing.T, args *global.Args) *graphtest.Graph {
	t.Helper()
	g, err := runGlobal(args)
	require.NoError(t, err)
	return g
}
