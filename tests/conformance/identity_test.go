package conformance

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"

	"github.com/tandem-platform/tandem/sandbox"
)

const (
	identityVersion = "2023-01-31"
	identityID      = "Microsoft.ManagedIdentity/userAssignedIdentities/app"
	vaultVersion    = "2023-02-01"
	vaultID         = "Microsoft.KeyVault/vaults/conformvault"
)

// identityRows use no api-version of the clients' own: they are newer than
// all that is published as a schema.
func identityRows() []row {
	identity, vaults := []string{identityVersion}, []string{vaultVersion}
	return []row{
		{"Microsoft.ManagedIdentity/userAssignedIdentities", identity, userAssigned},
		{"Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", identity, federated},
		{"Microsoft.KeyVault/vaults", vaults, vault},
		{"Microsoft.KeyVault/vaults/secrets", vaults, vaultSecret},
		{"Microsoft.KeyVault/vaults/privateEndpointConnections", vaults, vaultConnection},
	}
}

func (w *world) haveIdentity() string {
	w.Helper()
	return w.have(identityID, identityVersion, map[string]any{"location": region})
}

func (w *world) haveVault() string {
	w.Helper()
	return w.have(vaultID, vaultVersion, map[string]any{"location": region, "properties": map[string]any{
		"tenantId": sandbox.TenantID, "sku": map[string]any{"family": "A", "name": "standard"}, "enableRbacAuthorization": true,
	}})
}

func userAssigned(w *world) trip {
	c, ctx := made(armmsi.NewUserAssignedIdentitiesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armmsi.Identity{Location: to.Ptr(region), Tags: map[string]*string{"stamp": to.Ptr("blue")}}
	return trip{
		id: identityID, sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "app", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "app", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "app", nil)) },
	}
}

func federated(w *world) trip {
	w.haveIdentity()
	c, ctx := made(armmsi.NewFederatedIdentityCredentialsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armmsi.FederatedIdentityCredential{Properties: &armmsi.FederatedIdentityCredentialProperties{
		Issuer: to.Ptr("https://token.example.com"), Subject: to.Ptr("main"), Audiences: []*string{to.Ptr("api://AzureADTokenExchange")},
	}}
	return trip{
		id: identityID + "/federatedIdentityCredentials/pipeline", sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "app", "pipeline", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "app", "pipeline", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, "app", nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "app", "pipeline", nil)) },
	}
}

func vault(w *world) trip {
	c, ctx := made(armkeyvault.NewVaultsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armkeyvault.VaultCreateOrUpdateParameters{Location: to.Ptr(region), Properties: &armkeyvault.VaultProperties{
		TenantID: to.Ptr(sandbox.TenantID), SKU: &armkeyvault.SKU{Family: to.Ptr(armkeyvault.SKUFamilyA), Name: to.Ptr(armkeyvault.SKUNameStandard)},
		EnableRbacAuthorization: to.Ptr(true), EnableSoftDelete: to.Ptr(true), SoftDeleteRetentionInDays: to.Ptr[int32](7),
		PublicNetworkAccess: to.Ptr("Disabled"),
		NetworkACLs: &armkeyvault.NetworkRuleSet{
			Bypass: to.Ptr(armkeyvault.NetworkRuleBypassOptionsNone), DefaultAction: to.Ptr(armkeyvault.NetworkRuleActionDeny),
		},
	}}
	return trip{
		id: vaultID, sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, "conformvault", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "conformvault", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "conformvault", nil)) },
	}
}

func vaultSecret(w *world) trip {
	w.haveVault()
	c, ctx := made(armkeyvault.NewSecretsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armkeyvault.SecretCreateOrUpdateParameters{Properties: &armkeyvault.SecretProperties{
		Value: to.Ptr("hush"), ContentType: to.Ptr("text/plain"), Attributes: &armkeyvault.SecretAttributes{Enabled: to.Ptr(true)},
	}}
	return trip{
		id: vaultID + "/secrets/connection", sent: sent, withheld: []string{"properties.value"},
		put: func() (any, error) {
			return plain(c.CreateOrUpdate(ctx, group, "conformvault", "connection", sent, nil))
		},
		get:  func() (any, error) { return plain(c.Get(ctx, group, "conformvault", "connection", nil)) },
		list: func() ([]string, error) { return ids(c.NewListPager(group, "conformvault", nil)) },
	}
}

// vaultConnection approves the connection that a private endpoint made.
func vaultConnection(w *world) trip {
	vault := w.haveVault()
	w.haveEndpoint(vault, "vault")
	c, ctx := made(armkeyvault.NewPrivateEndpointConnectionsClient(subscription, w.cred, w.arm())), w.Context()
	name := w.connection(vault, vaultVersion)
	sent := armkeyvault.PrivateEndpointConnection{Properties: &armkeyvault.PrivateEndpointConnectionProperties{
		PrivateLinkServiceConnectionState: &armkeyvault.PrivateLinkServiceConnectionState{
			Status: to.Ptr(armkeyvault.PrivateEndpointServiceConnectionStatusApproved), Description: to.Ptr("ours"),
		},
	}}
	return trip{
		id: vaultID + "/privateEndpointConnections/" + name, sent: sent, standing: true,
		put:  func() (any, error) { return plain(c.Put(ctx, group, "conformvault", name, sent, nil)) },
		get:  func() (any, error) { return plain(c.Get(ctx, group, "conformvault", name, nil)) },
		list: func() ([]string, error) { return ids(c.NewListByResourcePager(group, "conformvault", nil)) },
	}
}
