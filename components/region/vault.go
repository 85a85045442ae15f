package region

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/keyvault/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// VaultType is the type token of [Vault].
const VaultType = "tandem:region:Vault"

// Vault is the stamp's Key Vault. Access is by role only, and only through its
// private endpoint.
type Vault struct {
	pulumi.ResourceState

	resource *keyvault.Vault
	endpoint pulumi.Resource
	grant    pulumi.Resource
}

// newVault builds the vault, its endpoint and the application's role on it.
func newVault(ctx *pulumi.Context, name string, stamp pulumi.Resource, f *frame, p *parts) (*Vault, error) {
	v := &Vault{}
	if err := register(ctx, VaultType, name, v, stamp); err != nil {
		return nil, err
	}
	properties := &keyvault.VaultPropertiesArgs{
		TenantId:                     p.identity.resource.TenantId,
		Sku:                          &keyvault.SkuArgs{Family: pulumi.String("A"), Name: keyvault.SkuNameStandard},
		EnableRbacAuthorization:      pulumi.Bool(true),
		EnableSoftDelete:             pulumi.Bool(true),
		SoftDeleteRetentionInDays:    pulumi.Int(f.sizes.vaultRetention),
		EnabledForDeployment:         pulumi.Bool(false),
		EnabledForDiskEncryption:     pulumi.Bool(false),
		EnabledForTemplateDeployment: pulumi.Bool(false),
		PublicNetworkAccess:          pulumi.String("Disabled"),
		NetworkAcls: &keyvault.NetworkRuleSetArgs{
			Bypass: pulumi.String("None"), DefaultAction: pulumi.String("Deny"),
		},
	}
	if f.sizes.purgeProtection {
		properties.EnablePurgeProtection = pulumi.Bool(true) // Azure refuses an explicit false
	}
	var err error
	v.resource, err = keyvault.NewVault(ctx, name+"-vault", &keyvault.VaultArgs{
		ResourceGroupName: f.group,
		VaultName:         pulumi.String(f.names.Vault),
		Location:          f.location,
		Properties:        properties,
		Tags:              f.tags,
	}, f.keep(v)...)
	if err != nil {
		return nil, fmt.Errorf("key vault: %w", err)
	}
	id := v.resource.ID().ToStringOutput()
	if v.endpoint, err = newEndpoint(ctx, name, v, f, p, endpoint{
		azureName: f.names.VaultEndpoint, target: id, groupID: "vault", zone: p.network.vaultZone,
	}); err != nil {
		return nil, err
	}
	if v.grant, err = newGrant(ctx, v, p, grant{name: name + "-role-secrets", scope: id, role: roleVaultSecrets}); err != nil {
		return nil, err
	}
	if err := diagnose(ctx, name+"-vault", v, p.telemetry, id, logs|metrics); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(v, pulumi.Map{"id": id}); err != nil {
		return nil, fmt.Errorf("register outputs of %s: %w", name, err)
	}
	return v, nil
}
