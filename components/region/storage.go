package region

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-azure-native-sdk/storage/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// StorageType is the type token of [Storage].
const StorageType = "tandem:region:Storage"

// Storage is the stamp's storage account with its containers. Nobody reaches
// it but through its private endpoint and with a role.
type Storage struct {
	pulumi.ResourceState

	account  *storage.StorageAccount
	names    pulumi.StringArrayOutput
	endpoint pulumi.Resource
}

// newStorage builds the account, its containers, its endpoint and the roles of
// the stamp's application on it.
func newStorage(ctx *pulumi.Context, name string, stamp pulumi.Resource, f *frame, p *parts) (*Storage, error) {
	s := &Storage{}
	if err := register(ctx, StorageType, name, s, stamp); err != nil {
		return nil, err
	}
	var err error
	if s.account, err = storage.NewStorageAccount(ctx, name+"-account", accountArgs(f), f.keep(s)...); err != nil {
		return nil, fmt.Errorf("storage account: %w", err)
	}
	blobs, err := storage.NewBlobServiceProperties(ctx, name+"-blobs", &storage.BlobServicePropertiesArgs{
		AccountName: s.account.Name, BlobServicesName: pulumi.String("default"), ResourceGroupName: f.group,
		IsVersioningEnabled:   pulumi.Bool(true),
		ChangeFeed:            &storage.ChangeFeedArgs{Enabled: pulumi.Bool(true)},
		DeleteRetentionPolicy: retention(f.sizes.blobRetention), ContainerDeleteRetentionPolicy: retention(f.sizes.blobRetention),
	}, pulumi.Parent(s))
	if err != nil {
		return nil, fmt.Errorf("blob service: %w", err)
	}
	containers, err := s.newContainers(ctx, name, f, blobs)
	if err != nil {
		return nil, err
	}
	if s.endpoint, err = newEndpoint(ctx, name, s, f, p, endpoint{
		azureName: f.names.BlobEndpoint, target: s.account.ID().ToStringOutput(), groupID: "blob", zone: p.network.blobZone,
	}); err != nil {
		return nil, err
	}
	if err := s.newGrants(ctx, name, f, p, containers); err != nil {
		return nil, err
	}
	if err := diagnose(ctx, name+"-account", s, p.telemetry, s.account.ID().ToStringOutput(), metrics); err != nil {
		return nil, err
	}
	if err := diagnose(ctx, name+"-blobs", s, p.telemetry, blobs.ID().ToStringOutput(), logs|metrics); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(s, pulumi.Map{"accountId": s.account.ID()}); err != nil {
		return nil, fmt.Errorf("register outputs of %s: %w", name, err)
	}
	return s, nil
}

// accountArgs says what the account allows: tokens over TLS through its
// private endpoint, and nothing else.
func accountArgs(f *frame) *storage.StorageAccountArgs {
	sku := "Standard_LRS"
	if f.args.Zones {
		sku = "Standard_ZRS"
	}
	encrypted := &storage.EncryptionServiceArgs{Enabled: pulumi.Bool(true), KeyType: pulumi.String("Account")}
	return &storage.StorageAccountArgs{
		ResourceGroupName:            f.group,
		AccountName:                  pulumi.String(f.names.StorageAccount),
		Location:                     f.location,
		Kind:                         pulumi.String("StorageV2"),
		Sku:                          &storage.SkuArgs{Name: pulumi.String(sku)},
		AccessTier:                   storage.AccessTierHot,
		AllowBlobPublicAccess:        pulumi.Bool(false),
		AllowCrossTenantReplication:  pulumi.Bool(false),
		AllowSharedKeyAccess:         pulumi.Bool(false),
		DefaultToOAuthAuthentication: pulumi.Bool(true),
		EnableHttpsTrafficOnly:       pulumi.Bool(true),
		EnableNfsV3:                  pulumi.Bool(false),
		IsHnsEnabled:                 pulumi.Bool(false),
		IsLocalUserEnabled:           pulumi.Bool(false),
		IsSftpEnabled:                pulumi.Bool(false),
		MinimumTlsVersion:            pulumi.String("TLS1_2"),
		PublicNetworkAccess:          pulumi.String("Disabled"),
		NetworkRuleSet: &storage.NetworkRuleSetArgs{
			Bypass: pulumi.String("AzureServices"), DefaultAction: storage.DefaultActionDeny,
		},
		Encryption: &storage.EncryptionArgs{
			KeySource:                       pulumi.String("Microsoft.Storage"),
			RequireInfrastructureEncryption: pulumi.Bool(true),
			Services:                        &storage.EncryptionServicesArgs{Blob: encrypted, File: encrypted},
		},
		SasPolicy: &storage.SasPolicyArgs{
			ExpirationAction: pulumi.String("Log"), SasExpirationPeriod: pulumi.String("00.01:00:00"),
		},
		Tags: f.tags,
	}
}

// retention keeps what was deleted for some days.
func retention(days int) *storage.DeleteRetentionPolicyArgs {
	return &storage.DeleteRetentionPolicyArgs{Enabled: pulumi.Bool(true), Days: pulumi.Int(days)}
}

// newContainers creates the containers that the stamp is told to have, and the
// control container. Their metadata is not the program's: the drain flag is
// written there while the stamp runs.
func (s *Storage) newContainers(
	ctx *pulumi.Context, name string, f *frame, blobs pulumi.Resource,
) (map[string]*storage.BlobContainer, error) {
	containers := map[string]*storage.BlobContainer{}
	names := pulumi.StringArray{}
	for _, container := range append(slices.Clone(f.args.Storage.Containers), ControlContainer) {
		c, err := storage.NewBlobContainer(ctx, name+"-container-"+container, &storage.BlobContainerArgs{
			ResourceGroupName: f.group,
			AccountName:       s.account.Name,
			ContainerName:     pulumi.String(container),
			PublicAccess:      storage.PublicAccessNone,
		}, f.keep(s, pulumi.DependsOn([]pulumi.Resource{blobs}))...)
		if err != nil {
			return nil, fmt.Errorf("container %s: %w", container, err)
		}
		containers[container] = c
		if container != ControlContainer {
			names = append(names, c.Name)
		}
	}
	s.names = names.ToStringArrayOutput()
	return containers, nil
}

// newGrants lets the stamp's application write its own containers, read the
// others, and sign short-lived links.
func (s *Storage) newGrants(
	ctx *pulumi.Context, name string, f *frame, p *parts, containers map[string]*storage.BlobContainer,
) error {
	for _, container := range append(slices.Clone(f.args.Storage.Containers), ControlContainer) {
		role := roleBlobReader
		if slices.Contains(f.args.Storage.Writable, container) {
			role = roleBlobContributor
		}
		grant := grant{name: name + "-role-" + container, scope: containers[container].ID().ToStringOutput(), role: role}
		if _, err := newGrant(ctx, s, p, grant); err != nil {
			return err
		}
	}
	_, err := newGrant(ctx, s, p, grant{
		name: name + "-links", scope: s.account.ID().ToStringOutput(), role: roleBlobDelegator,
	})
	return err
}
