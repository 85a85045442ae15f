package region

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/web/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// AppType is the type token of [App].
const AppType = "tandem:region:App"

// App is what the stamp runs: an App Service plan and a Linux container web
// app on it. The app's settings are not the stamp's: they name both stamps and
// are written by the layer that joins them.
type App struct {
	pulumi.ResourceState

	plan *web.AppServicePlan
	site *web.WebApp
}

// newApp builds plan, app and endpoint. The app starts after everything that
// it reads on its way up: roles, and the names of the private endpoints.
func newApp(ctx *pulumi.Context, name string, stamp pulumi.Resource, f *frame, p *parts) (*App, error) {
	a := &App{}
	if err := register(ctx, AppType, name, a, stamp); err != nil {
		return nil, err
	}
	if err := a.newPlan(ctx, name, f, p); err != nil {
		return nil, err
	}
	first := []pulumi.Resource{p.vault.endpoint, p.vault.grant, p.sql.endpoint, p.storage.endpoint}
	if f.args.App.Registry != "" {
		pull, err := newGrant(ctx, a, p, grant{
			name: name + "-role-pull", scope: pulumi.String(f.args.App.Registry).ToStringOutput(), role: roleRegistryPull,
		})
		if err != nil {
			return nil, err
		}
		first = append(first, pull)
	}
	publish, err := newGrant(ctx, a, p, grant{
		name: name + "-role-telemetry", scope: p.telemetry.component.ID().ToStringOutput(), role: roleMetricsPublisher,
	})
	if err != nil {
		return nil, err
	}
	first = append(first, publish)
	if a.site, err = web.NewWebApp(ctx, name+"-site", a.siteArgs(f, p), pulumi.Parent(a), pulumi.DependsOn(first)); err != nil {
		return nil, fmt.Errorf("web app: %w", err)
	}
	if err := a.closePublishing(ctx, name, f); err != nil {
		return nil, err
	}
	id := a.site.ID().ToStringOutput()
	if _, err := newEndpoint(ctx, name, a, f, p, endpoint{
		azureName: f.names.AppEndpoint, target: id, groupID: "sites", zone: p.network.sitesZone,
	}); err != nil {
		return nil, err
	}
	if err := diagnose(ctx, name+"-site", a, p.telemetry, id, logs|metrics); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(a, pulumi.Map{"planId": a.plan.ID(), "siteId": id}); err != nil {
		return nil, fmt.Errorf("register outputs of %s: %w", name, err)
	}
	return a, nil
}

// newPlan builds the plan. It depends on the network, since the plan's workers
// hold on to the subnet until the plan is gone.
func (a *App) newPlan(ctx *pulumi.Context, name string, f *frame, p *parts) error {
	options := []pulumi.ResourceOption{pulumi.Parent(a), pulumi.DependsOn([]pulumi.Resource{p.network.network})}
	if f.args.App.autoscaled() {
		// Autoscale owns the number of workers, within the bounds of its profile.
		options = append(options, pulumi.IgnoreChanges([]string{"sku.capacity"}))
	}
	var err error
	if a.plan, err = web.NewAppServicePlan(ctx, name+"-plan", &web.AppServicePlanArgs{
		ResourceGroupName: f.group,
		Name:              pulumi.String(f.names.Plan),
		Location:          f.location,
		Kind:              pulumi.String("linux"),
		Reserved:          pulumi.Bool(true), // Linux
		PerSiteScaling:    pulumi.Bool(false),
		ZoneRedundant:     pulumi.Bool(f.args.Zones),
		Sku: &web.SkuDescriptionArgs{
			Name: pulumi.String(f.args.App.SKU), Tier: pulumi.String(tiers[f.args.App.SKU]), Capacity: pulumi.Int(f.args.App.Instances),
		},
		Tags: f.tags,
	}, options...); err != nil {
		return fmt.Errorf("app service plan: %w", err)
	}
	if f.args.App.autoscaled() {
		if err := a.newAutoscale(ctx, name, f); err != nil {
			return err
		}
	}
	return diagnose(ctx, name+"-plan", a, p.telemetry, a.plan.ID().ToStringOutput(), metrics)
}

// siteArgs says how the app runs and who may reach it.
func (a *App) siteArgs(f *frame, p *parts) *web.WebAppArgs {
	identity := p.identity.resource
	config := &web.SiteConfigArgs{
		LinuxFxVersion:              pulumi.String("DOCKER|" + f.args.App.Image),
		AlwaysOn:                    pulumi.Bool(true),
		FtpsState:                   pulumi.String("Disabled"),
		Http20Enabled:               pulumi.Bool(true),
		MinTlsVersion:               pulumi.String("1.2"),
		ScmMinTlsVersion:            pulumi.String("1.2"),
		HealthCheckPath:             pulumi.String(InstanceHealthPath),
		VnetRouteAllEnabled:         pulumi.Bool(true),
		RemoteDebuggingEnabled:      pulumi.Bool(false),
		WebSocketsEnabled:           pulumi.Bool(false),
		HttpLoggingEnabled:          pulumi.Bool(true),
		DetailedErrorLoggingEnabled: pulumi.Bool(true),
		RequestTracingEnabled:       pulumi.Bool(true),
	}
	if f.args.App.Registry != "" {
		config.AcrUseManagedIdentityCreds = pulumi.Bool(true)
		config.AcrUserManagedIdentityID = identity.ClientId
	}
	return &web.WebAppArgs{
		ResourceGroupName: f.group,
		Name:              pulumi.String(f.names.App),
		Location:          f.location,
		Kind:              pulumi.String("app,linux,container"),
		Reserved:          pulumi.Bool(true), // Linux
		ServerFarmId:      a.plan.ID(),
		Identity: &web.ManagedServiceIdentityArgs{
			Type:                   web.ManagedServiceIdentityTypeUserAssigned,
			UserAssignedIdentities: pulumi.StringArray{identity.ID()},
		},
		KeyVaultReferenceIdentity: identity.ID(),
		VirtualNetworkSubnetId:    p.network.integrationSubnetID,
		VnetRouteAllEnabled:       pulumi.Bool(true),
		PublicNetworkAccess:       pulumi.String("Disabled"),
		HttpsOnly:                 pulumi.Bool(true),
		ClientAffinityEnabled:     pulumi.Bool(false),
		ClientCertEnabled:         pulumi.Bool(false),
		StorageAccountRequired:    pulumi.Bool(false),
		SiteConfig:                config,
		Tags:                      f.releaseTags,
	}
}

// closePublishing turns off user names and passwords for publishing.
func (a *App) closePublishing(ctx *pulumi.Context, name string, f *frame) error {
	if _, err := web.NewWebAppFtpAllowed(ctx, name+"-ftp", &web.WebAppFtpAllowedArgs{
		ResourceGroupName: f.group, Name: a.site.Name, Allow: pulumi.Bool(false),
	}, pulumi.Parent(a)); err != nil {
		return fmt.Errorf("publishing by FTP: %w", err)
	}
	if _, err := web.NewWebAppScmAllowed(ctx, name+"-scm", &web.WebAppScmAllowedArgs{
		ResourceGroupName: f.group, Name: a.site.Name, Allow: pulumi.Bool(false),
	}, pulumi.Parent(a)); err != nil {
		return fmt.Errorf("publishing by SCM: %w", err)
	}
	return nil
}
