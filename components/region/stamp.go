package region

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-azure-native-sdk/resources/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// StampType is the type token of a [Stamp].
const StampType = "tandem:region:Stamp"

// Stamp is one region of the system. Its outputs are all that the global layer
// and the procedures need to know of it.
type Stamp struct {
	pulumi.ResourceState

	Location          pulumi.StringOutput `pulumi:"location"`
	SubscriptionID    pulumi.StringOutput `pulumi:"subscriptionId"`
	TenantID          pulumi.StringOutput `pulumi:"tenantId"`
	ResourceGroupID   pulumi.StringOutput `pulumi:"resourceGroupId"`
	ResourceGroupName pulumi.StringOutput `pulumi:"resourceGroupName"`

	NetworkID               pulumi.StringOutput `pulumi:"networkId"`
	NetworkName             pulumi.StringOutput `pulumi:"networkName"`
	IntegrationSubnetID     pulumi.StringOutput `pulumi:"integrationSubnetId"`
	PrivateEndpointSubnetID pulumi.StringOutput `pulumi:"privateEndpointSubnetId"`

	// The stamp's own private DNS zones.
	VaultZoneID   pulumi.StringOutput `pulumi:"vaultZoneId"`
	VaultZoneName pulumi.StringOutput `pulumi:"vaultZoneName"`
	SQLZoneID     pulumi.StringOutput `pulumi:"sqlZoneId"`
	SQLZoneName   pulumi.StringOutput `pulumi:"sqlZoneName"`
	BlobZoneID    pulumi.StringOutput `pulumi:"blobZoneId"`
	BlobZoneName  pulumi.StringOutput `pulumi:"blobZoneName"`
	SitesZoneID   pulumi.StringOutput `pulumi:"sitesZoneId"`
	SitesZoneName pulumi.StringOutput `pulumi:"sitesZoneName"`

	PlanID      pulumi.StringOutput `pulumi:"planId"`
	PlanName    pulumi.StringOutput `pulumi:"planName"`
	AppID       pulumi.StringOutput `pulumi:"appId"`
	AppName     pulumi.StringOutput `pulumi:"appName"`
	AppHostName pulumi.StringOutput `pulumi:"appHostName"`

	SQLServerID       pulumi.StringOutput `pulumi:"sqlServerId"`
	SQLServerName     pulumi.StringOutput `pulumi:"sqlServerName"`
	SQLServerHostName pulumi.StringOutput `pulumi:"sqlServerHostName"`

	StorageID   pulumi.StringOutput `pulumi:"storageId"`
	StorageName pulumi.StringOutput `pulumi:"storageName"`
	// StorageHostName is the host of the blob endpoint.
	StorageHostName pulumi.StringOutput      `pulumi:"storageHostName"`
	Containers      pulumi.StringArrayOutput `pulumi:"containers"`

	VaultID       pulumi.StringOutput `pulumi:"vaultId"`
	VaultName     pulumi.StringOutput `pulumi:"vaultName"`
	VaultHostName pulumi.StringOutput `pulumi:"vaultHostName"`

	IdentityID          pulumi.StringOutput `pulumi:"identityId"`
	IdentityName        pulumi.StringOutput `pulumi:"identityName"`
	IdentityClientID    pulumi.StringOutput `pulumi:"identityClientId"`
	IdentityPrincipalID pulumi.StringOutput `pulumi:"identityPrincipalId"`

	WorkspaceID   pulumi.StringOutput `pulumi:"workspaceId"`
	WorkspaceName pulumi.StringOutput `pulumi:"workspaceName"`
	ComponentID   pulumi.StringOutput `pulumi:"componentId"`
	ComponentName pulumi.StringOutput `pulumi:"componentName"`
	ActionGroupID pulumi.StringOutput `pulumi:"actionGroupId"`
	// TelemetryConnection is the Application Insights connection string. It is
	// secret. The component accepts telemetry only with a token of the stamp's
	// identity besides.
	TelemetryConnection pulumi.StringOutput `pulumi:"telemetryConnection"`

	Image       pulumi.StringOutput `pulumi:"image"`
	ImageDigest pulumi.StringOutput `pulumi:"imageDigest"`
	Revision    pulumi.StringOutput `pulumi:"revision"`
}

// parts are the sub-components of one stamp.
type parts struct {
	group     *resources.ResourceGroup
	telemetry *Telemetry
	network   *Network
	identity  *Identity
	vault     *Vault
	sql       *SQL
	storage   *Storage
	app       *App
}

// NewStamp builds one stamp. It reports every fault of the arguments at once
// and registers nothing if there is one.
func NewStamp(ctx *pulumi.Context, name string, args *StampArgs, opts ...pulumi.ResourceOption) (*Stamp, error) {
	if err := args.validate(); err != nil {
		return nil, fmt.Errorf("stamp %s: %w", name, err)
	}
	f, err := newFrame(args)
	if err != nil {
		return nil, fmt.Errorf("stamp %s: %w", name, err)
	}
	stamp := &Stamp{}
	var made []pulumi.Resource
	if err := ctx.RegisterComponentResource(StampType, name, stamp, append(opts, noting(&made))...); err != nil {
		return nil, fmt.Errorf("register stamp %s: %w", name, err)
	}
	p, err := build(ctx, name, stamp, f, &made)
	if err != nil {
		return nil, fmt.Errorf("stamp %s: %w", name, err)
	}
	stamp.fill(args, p)
	if err := ctx.RegisterResourceOutputs(stamp, stamp.outputs()); err != nil {
		return nil, fmt.Errorf("register outputs of stamp %s: %w", name, err)
	}
	return stamp, nil
}

// noting keeps every custom resource below a component, at the moment at which it
// is registered. To depend on the component would not do: the SDK learns of its
// children only when their inputs are awaited, and misses those that are not yet.
func noting(made *[]pulumi.Resource) pulumi.ResourceOption {
	return pulumi.Transformations([]pulumi.ResourceTransformation{
		func(args *pulumi.ResourceTransformationArgs) *pulumi.ResourceTransformationResult {
			if _, custom := args.Resource.(pulumi.CustomResource); custom {
				*made = append(*made, args.Resource)
			}
			return nil
		},
	})
}

// build registers the stamp's parts in the order in which they need each other;
// made grows with each custom resource.
func build(ctx *pulumi.Context, name string, stamp *Stamp, f *frame, made *[]pulumi.Resource) (*parts, error) {
	p := &parts{}
	var err error
	p.group, err = resources.NewResourceGroup(ctx, name+"-group", &resources.ResourceGroupArgs{
		ResourceGroupName: pulumi.String(f.names.ResourceGroup),
		Location:          f.location,
		Tags:              f.groupTags(),
	}, pulumi.Parent(stamp))
	if err != nil {
		return nil, fmt.Errorf("resource group: %w", err)
	}
	f.group = p.group.Name
	if p.telemetry, err = newTelemetry(ctx, name+"-telemetry", stamp, f); err != nil {
		return nil, err
	}
	if p.network, err = newNetwork(ctx, name+"-network", stamp, f, p.telemetry); err != nil {
		return nil, err
	}
	if p.identity, err = newIdentity(ctx, name+"-identity", stamp, f); err != nil {
		return nil, err
	}
	if p.vault, err = newVault(ctx, name+"-vault", stamp, f, p); err != nil {
		return nil, err
	}
	if p.sql, err = newSQL(ctx, name+"-sql", stamp, f, p); err != nil {
		return nil, err
	}
	if p.storage, err = newStorage(ctx, name+"-storage", stamp, f, p); err != nil {
		return nil, err
	}
	if p.app, err = newApp(ctx, name+"-app", stamp, f, p); err != nil {
		return nil, err
	}
	if err := newAlerts(ctx, name, stamp, f, p); err != nil {
		return nil, err
	}
	if f.args.Protected {
		if err := newLocks(ctx, name, stamp, p, *made); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// fill sets the stamp's outputs from its parts.
func (s *Stamp) fill(args *StampArgs, p *parts) {
	s.Location = pulumi.String(args.Location).ToStringOutput()
	s.SubscriptionID = subscriptionOf(p.group)
	s.TenantID = p.identity.resource.TenantId
	s.ResourceGroupID, s.ResourceGroupName = p.group.ID().ToStringOutput(), p.group.Name

	s.NetworkID, s.NetworkName = p.network.network.ID().ToStringOutput(), p.network.network.Name
	s.IntegrationSubnetID, s.PrivateEndpointSubnetID = p.network.integrationSubnetID, p.network.endpointSubnetID
	s.VaultZoneID, s.VaultZoneName = p.network.vaultZone.outputs()
	s.SQLZoneID, s.SQLZoneName = p.network.sqlZone.outputs()
	s.BlobZoneID, s.BlobZoneName = p.network.blobZone.outputs()
	s.SitesZoneID, s.SitesZoneName = p.network.sitesZone.outputs()

	s.PlanID, s.PlanName = p.app.plan.ID().ToStringOutput(), p.app.plan.Name
	s.AppID, s.AppName, s.AppHostName = p.app.site.ID().ToStringOutput(), p.app.site.Name, p.app.site.DefaultHostName
	s.SQLServerID, s.SQLServerName = p.sql.server.ID().ToStringOutput(), p.sql.server.Name
	s.SQLServerHostName = p.sql.server.FullyQualifiedDomainName
	s.StorageID, s.StorageName = p.storage.account.ID().ToStringOutput(), p.storage.account.Name
	s.StorageHostName = hostOf(p.storage.account.PrimaryEndpoints.Blob())
	s.Containers = p.storage.names
	s.VaultID, s.VaultName = p.vault.resource.ID().ToStringOutput(), p.vault.resource.Name
	s.VaultHostName = hostOf(p.vault.resource.Properties.VaultUri())
	s.IdentityID, s.IdentityName = p.identity.resource.ID().ToStringOutput(), p.identity.resource.Name
	s.IdentityClientID, s.IdentityPrincipalID = p.identity.resource.ClientId, p.identity.resource.PrincipalId

	s.WorkspaceID, s.WorkspaceName = p.telemetry.workspace.ID().ToStringOutput(), p.telemetry.workspace.Name
	s.ComponentID, s.ComponentName = p.telemetry.component.ID().ToStringOutput(), p.telemetry.component.Name
	s.ActionGroupID = p.telemetry.actionGroup.ID().ToStringOutput()
	s.TelemetryConnection = p.telemetry.connection

	s.Image = pulumi.String(args.App.Image).ToStringOutput()
	s.ImageDigest = pulumi.String(args.App.digest()).ToStringOutput()
	s.Revision = pulumi.String(args.revision()).ToStringOutput()
}

// outputs are the stamp's outputs by the names that their tags give them.
func (s *Stamp) outputs() pulumi.Map {
	return pulumi.Map{
		"location": s.Location, "subscriptionId": s.SubscriptionID, "tenantId": s.TenantID,
		"resourceGroupId": s.ResourceGroupID, "resourceGroupName": s.ResourceGroupName,
		"networkId": s.NetworkID, "networkName": s.NetworkName,
		"integrationSubnetId": s.IntegrationSubnetID, "privateEndpointSubnetId": s.PrivateEndpointSubnetID,
		"vaultZoneId": s.VaultZoneID, "vaultZoneName": s.VaultZoneName,
		"sqlZoneId": s.SQLZoneID, "sqlZoneName": s.SQLZoneName,
		"blobZoneId": s.BlobZoneID, "blobZoneName": s.BlobZoneName,
		"sitesZoneId": s.SitesZoneID, "sitesZoneName": s.SitesZoneName,
		"planId": s.PlanID, "planName": s.PlanName,
		"appId": s.AppID, "appName": s.AppName, "appHostName": s.AppHostName,
		"sqlServerId": s.SQLServerID, "sqlServerName": s.SQLServerName, "sqlServerHostName": s.SQLServerHostName,
		"storageId": s.StorageID, "storageName": s.StorageName, "storageHostName": s.StorageHostName,
		"containers": s.Containers,
		"vaultId":    s.VaultID, "vaultName": s.VaultName, "vaultHostName": s.VaultHostName,
		"identityId": s.IdentityID, "identityName": s.IdentityName,
		"identityClientId": s.IdentityClientID, "identityPrincipalId": s.IdentityPrincipalID,
		"workspaceId": s.WorkspaceID, "workspaceName": s.WorkspaceName,
		"componentId": s.ComponentID, "componentName": s.ComponentName,
		"actionGroupId": s.ActionGroupID, "telemetryConnection": s.TelemetryConnection,
		"image": s.Image, "imageDigest": s.ImageDigest, "revision": s.Revision,
	}
}

// subscriptionOf reads the subscription from a resource group's id.
func subscriptionOf(group *resources.ResourceGroup) pulumi.StringOutput {
	return group.ID().ToStringOutput().ApplyT(func(id string) (string, error) {
		parts := strings.Split(id, "/")
		if len(parts) < 5 || !strings.EqualFold(parts[1], "subscriptions") {
			return "", fmt.Errorf("%q is no resource group's id: it names no subscription", id)
		}
		return parts[2], nil
	}).(pulumi.StringOutput)
}

// hostOf takes the host out of a service's address.
func hostOf(address pulumi.StringOutput) pulumi.StringOutput {
	return address.ApplyT(func(address string) string {
		host := strings.TrimPrefix(address, "https://")
		host, _, _ = strings.Cut(host, "/")
		return host
	}).(pulumi.StringOutput)
}
