package stacks

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/components/region"
	"github.com/tandem-platform/tandem/internal/contract"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

// deployGlobal joins the two stamps by the contracts that their stacks export.
func deployGlobal(ctx *pulumi.Context, c *config, e Effects) (pulumi.Map, error) {
	inputs := map[topology.Stamp]global.StampInput{}
	servers := map[topology.Stamp]server{}
	ids, locations := map[topology.Stamp]string{}, map[topology.Stamp]string{}
	zones := c.Class == settings.Production
	var errs []error
	for _, s := range topology.Stamps() {
		exported, telemetry, err := readStamp(ctx, s)
		if err == nil {
			err = fits(c, s, exported)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		inputs[s] = inputOf(exported, telemetry)
		servers[s] = server{id: pulumi.String(exported.SQL.ID), name: pulumi.String(exported.SQL.Name)}
		ids[s], locations[s] = exported.SQL.ID, exported.Location
		if r, found := topology.LookupRegion(exported.Location); found {
			zones = zones && r.Zones
		}
	}
	errs = append(errs, c.CheckPlacement(locations))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	roles, err := readRoles(ctx, c, e, ids)
	if err != nil {
		return nil, err
	}
	g, err := newGlobal(ctx, c, e, inputs, roles, zones)
	if err != nil {
		return nil, err
	}
	return pulumi.Map{contract.OutputName: exportGlobal(c, g, servers)}, nil
}

// newGlobal deploys the global layer.
func newGlobal(ctx *pulumi.Context, c *config, e Effects, inputs map[topology.Stamp]global.StampInput,
	roles map[topology.Stamp]topology.Role, zones bool,
) (*global.Global, error) {
	now := time.Now().UTC()
	return global.New(ctx, "global", &global.Args{
		System:      c.System,
		Environment: c.Environment,
		Generation:  c.Generation,
		Production:  c.Class == settings.Production,
		Owner:       c.Owner,
		Expires:     expiry(c),
		GroupTags:   groupTags(c),
		Revision:    c.Revision,
		Location:    c.Global.Region,

		Active: c.Global.Active,
		Out:    c.Global.Out,
		Anchor: c.Global.Anchor,
		Stamps: inputs,
		Roles:  roles,

		Protected:          c.Protected,
		HealthPath:         region.StampHealthPath,
		InstanceHealthPath: region.InstanceHealthPath,
		ControlContainer:   region.ControlContainer,
		Edge: global.EdgeArgs{
			OperatorRanges: c.Global.OperatorRanges, CustomDomain: c.Global.CustomDomain,
			GeoFilter: c.Global.GeoFilter, RateLimit: c.Global.RateLimit,
		},
		Database: global.DatabaseArgs{Name: c.Global.Database, SKU: c.Global.SQLSKU, Zones: zones},
		Blobs:    c.Global.Blobs,
		Budget: global.BudgetArgs{
			Amount: c.Global.Budget,
			Start:  time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).Format(time.RFC3339),
		},
		AlertEmail: c.AlertEmail,
		Approver:   e,
		HealthGate: e,
	})
}

// readStamp reads what a stamp's stack exports. The values are known before
// anything is registered, so that a fault among them changes nothing.
func readStamp(ctx *pulumi.Context, s topology.Stamp) (*contract.Stamp, pulumi.StringInput, error) {
	name := fmt.Sprintf("%s/%s/%s", ctx.Organization(), ctx.Project(), s)
	ref, err := pulumi.NewStackReference(ctx, name, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("outputs of stack %s: %w", s, err)
	}
	output, err := ref.GetOutputDetails(contract.OutputName)
	if err != nil {
		return nil, nil, fmt.Errorf("outputs of stack %s: %w", s, err)
	}
	if output.Value == nil {
		return nil, nil, fmt.Errorf("stack %s exports no %q: deploy it first (pulumi up --stack %s)", s, contract.OutputName, s)
	}
	raw, err := json.Marshal(output.Value)
	if err != nil {
		return nil, nil, fmt.Errorf("outputs of stack %s: %w", s, err)
	}
	exported := &contract.Stamp{}
	if err := json.Unmarshal(raw, exported); err != nil {
		return nil, nil, fmt.Errorf("outputs of stack %s: %w", s, err)
	}
	if exported.Version != contract.Version {
		return nil, nil, fmt.Errorf("stack %s exports version %d of its contract, this program reads %d: "+
			"deploy the stack with this program first", s, exported.Version, contract.Version)
	}
	telemetry := pulumi.ToSecret(ref.GetStringOutput(pulumi.String(contract.TelemetryOutputName))).(pulumi.StringOutput)
	return exported, telemetry, nil
}

// fits says what of a stamp does not agree with the global configuration.
func fits(c *config, s topology.Stamp, exported *contract.Stamp) error {
	var errs []error
	differ := func(what, theirs, ours string) {
		if theirs != ours {
			errs = append(errs, fmt.Errorf("stack %s was deployed with %s %q, stack %s says %q: make them equal",
				s, what, theirs, c.Stack, ours))
		}
	}
	differ("stamp", exported.Stamp, s.String())
	differ("system", exported.System, c.System)
	differ("environment", exported.Environment, c.Environment)
	for _, name := range c.Global.Containers() {
		if !slices.Contains(exported.Containers, name) {
			errs = append(errs, fmt.Errorf("stack %s has no container %q, which %s:blobs needs: "+
				"add it to %s:containers of stack %s and deploy that first", s, name, settings.Project, settings.Project, s))
		}
	}
	return errors.Join(errs...)
}

// inputOf turns a contract's values into the component's inputs.
func inputOf(x *contract.Stamp, telemetry pulumi.StringInput) global.StampInput {
	return global.StampInput{
		Location:                x.Location,
		ResourceGroup:           pulumi.String(x.ResourceGroup),
		SubscriptionID:          pulumi.String(x.SubscriptionID),
		TenantID:                pulumi.String(x.TenantID),
		PrivateEndpointSubnetID: pulumi.String(x.Network.PrivateEndpointSubnetID),
		SQLZoneID:               pulumi.String(x.Zones.SQL.ID),
		BlobZoneID:              pulumi.String(x.Zones.Blob.ID),
		AppID:                   pulumi.String(x.App.ID),
		AppName:                 pulumi.String(x.App.Name),
		AppHost:                 pulumi.String(x.App.HostName),
		SQLID:                   pulumi.String(x.SQL.ID),
		SQLName:                 pulumi.String(x.SQL.Name),
		SQLHost:                 pulumi.String(x.SQL.HostName),
		StorageID:               pulumi.String(x.Storage.ID),
		StorageName:             pulumi.String(x.Storage.Name),
		StorageHost:             pulumi.String(x.Storage.HostName),
		VaultHost:               pulumi.String(x.Vault.HostName),
		IdentityClientID:        pulumi.String(x.Identity.ClientID),
		IdentityPrincipalID:     pulumi.String(x.Identity.PrincipalID),
		WorkspaceID:             pulumi.String(x.Workspace.ID),
		ComponentID:             pulumi.String(x.Component.ID),
		TelemetryConnection:     telemetry,
	}
}
