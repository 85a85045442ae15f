package conformance

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/storage/armstorage"
	"github.com/stretchr/testify/require"
)

const (
	storageVersion = "2022-09-01"
	accountID      = "Microsoft.Storage/storageAccounts/conformblue"
	peerAccountID  = "Microsoft.Storage/storageAccounts/conformgreen"
)

func storageRows() []row {
	only := []string{storageVersion} // the client's own is newer than all that is published as a schema
	return []row{
		{"Microsoft.Storage/storageAccounts", only, storageAccount},
		{"Microsoft.Storage/storageAccounts/blobServices", only, blobService},
		{"Microsoft.Storage/storageAccounts/blobServices/containers", only, blobContainer},
		{"Microsoft.Storage/storageAccounts/managementPolicies", only, managementPolicy},
		{"Microsoft.Storage/storageAccounts/objectReplicationPolicies", only, objectReplication},
		{"Microsoft.Storage/storageAccounts/privateEndpointConnections", only, storageConnection},
	}
}

// haveAccount makes a storage account that can replicate.
func (w *world) haveAccount(id, location string) string {
	w.Helper()
	id = w.have(id, storageVersion, map[string]any{
		"location": location, "kind": "StorageV2", "sku": map[string]any{"name": "Standard_LRS"}, "properties": map[string]any{},
	})
	w.have(id+"/blobServices/default", storageVersion, map[string]any{"properties": map[string]any{
		"isVersioningEnabled": true, "changeFeed": map[string]any{"enabled": true},
	}})
	return id
}

func storageAccount(w *world) trip {
	c, ctx := made(armstorage.NewAccountsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armstorage.AccountCreateParameters{
		Kind: to.Ptr(armstorage.KindStorageV2), Location: to.Ptr(region), SKU: &armstorage.SKU{Name: to.Ptr(armstorage.SKUNameStandardZRS)},
		Tags: map[string]*string{"stamp": to.Ptr("blue")},
		Properties: &armstorage.AccountPropertiesCreateParameters{
			AccessTier: to.Ptr(armstorage.AccessTierHot), AllowBlobPublicAccess: to.Ptr(false), AllowSharedKeyAccess: to.Ptr(false),
			EnableHTTPSTrafficOnly: to.Ptr(true), MinimumTLSVersion: to.Ptr(armstorage.MinimumTLSVersionTLS12),
			PublicNetworkAccess: to.Ptr(armstorage.PublicNetworkAccessDisabled),
			NetworkRuleSet: &armstorage.NetworkRuleSet{
				Bypass: to.Ptr(armstorage.BypassAzureServices), DefaultAction: to.Ptr(armstorage.DefaultActionDeny),
			},
			SasPolicy: &armstorage.SasPolicy{
				ExpirationAction: to.Ptr(armstorage.ExpirationActionLog), SasExpirationPeriod: to.Ptr("00.01:00:00"),
			},
		},
	}
	return trip{
		id: accountID, sent: sent,
		put:    func() (any, error) { return done(c.BeginCreate(ctx, group, "conformblue", sent, nil)) },
		get:    func() (any, error) { return plain(c.GetProperties(ctx, group, "conformblue", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "conformblue", nil)) },
	}
}

func blobService(w *world) trip {
	w.haveAccount(accountID, region)
	c, ctx := made(armstorage.NewBlobServicesClient(subscription, w.cred, w.arm())), w.Context()
	keep := &armstorage.DeleteRetentionPolicy{Enabled: to.Ptr(true), Days: to.Ptr[int32](14)}
	sent := armstorage.BlobServiceProperties{BlobServiceProperties: &armstorage.BlobServicePropertiesProperties{
		IsVersioningEnabled: to.Ptr(true), ChangeFeed: &armstorage.ChangeFeed{Enabled: to.Ptr(true)},
		DeleteRetentionPolicy: keep, ContainerDeleteRetentionPolicy: keep,
	}}
	return trip{
		id: accountID + "/blobServices/default", sent: sent, standing: true,
		put:  func() (any, error) { return plain(c.SetServiceProperties(ctx, group, "conformblue", sent, nil)) },
		get:  func() (any, error) { return plain(c.GetServiceProperties(ctx, group, "conformblue", nil)) },
		list: func() ([]string, error) { return ids(c.NewListPager(group, "conformblue", nil)) },
	}
}

func blobContainer(w *world) trip {
	w.haveAccount(accountID, region)
	c, ctx := made(armstorage.NewBlobContainersClient(subscription, w.cred, w.arm())), w.Context()
	sent := armstorage.BlobContainer{ContainerProperties: &armstorage.ContainerProperties{
		PublicAccess: to.Ptr(armstorage.PublicAccessNone), Metadata: map[string]*string{"drain": to.Ptr("no")},
	}}
	return trip{
		id: accountID + "/blobServices/default/containers/documents-blue", sent: sent, absent: "ContainerNotFound",
		put:    func() (any, error) { return plain(c.Create(ctx, group, "conformblue", "documents-blue", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "conformblue", "documents-blue", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, "conformblue", nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "conformblue", "documents-blue", nil)) },
	}
}

func managementPolicy(w *world) trip {
	w.haveAccount(accountID, region)
	c, ctx := made(armstorage.NewManagementPoliciesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armstorage.ManagementPolicy{Properties: &armstorage.ManagementPolicyProperties{Policy: &armstorage.ManagementPolicySchema{
		Rules: []*armstorage.ManagementPolicyRule{{
			Name: to.Ptr("old-versions"), Enabled: to.Ptr(true), Type: to.Ptr(armstorage.RuleTypeLifecycle),
			Definition: &armstorage.ManagementPolicyDefinition{
				Actions: &armstorage.ManagementPolicyAction{Version: &armstorage.ManagementPolicyVersion{
					Delete: &armstorage.DateAfterCreation{DaysAfterCreationGreaterThan: to.Ptr[float32](90)},
				}},
				Filters: &armstorage.ManagementPolicyFilter{BlobTypes: []*string{to.Ptr("blockBlob")}},
			},
		}},
	}}}
	name := armstorage.ManagementPolicyNameDefault
	return trip{
		id: accountID + "/managementPolicies/default", sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "conformblue", name, sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "conformblue", name, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "conformblue", name, nil)) },
	}
}

// objectReplication makes the destination's policy first, under "default",
// and then takes the trip with the source's, under the ids that Azure gave.
func objectReplication(w *world) trip {
	source, target := w.haveAccount(accountID, region), w.haveAccount(peerAccountID, otherRegion)
	for _, account := range []string{source, target} {
		w.have(account+"/blobServices/default/containers/documents", storageVersion, map[string]any{"properties": map[string]any{}})
	}
	c, ctx := made(armstorage.NewObjectReplicationPoliciesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armstorage.ObjectReplicationPolicy{Properties: &armstorage.ObjectReplicationPolicyProperties{
		SourceAccount: &source, DestinationAccount: &target,
		Rules: []*armstorage.ObjectReplicationPolicyRule{{
			SourceContainer: to.Ptr("documents"), DestinationContainer: to.Ptr("documents"),
			Filters: &armstorage.ObjectReplicationPolicyFilter{MinCreationTime: to.Ptr("1601-01-01T00:00:00Z")},
		}},
	}}
	there, err := c.CreateOrUpdate(ctx, group, "conformgreen", "default", sent, nil)
	require.NoError(w, err, "the destination's policy")
	sent.Properties.Rules[0].RuleID = there.Properties.Rules[0].RuleID
	name := *there.Properties.PolicyID
	return trip{
		id: accountID + "/objectReplicationPolicies/" + name, sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "conformblue", name, sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "conformblue", name, nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, "conformblue", nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "conformblue", name, nil)) },
	}
}

// storageConnection approves the connection that a private endpoint made.
func storageConnection(w *world) trip {
	account := w.haveAccount(accountID, region)
	w.haveEndpoint(account, "blob")
	c, ctx := made(armstorage.NewPrivateEndpointConnectionsClient(subscription, w.cred, w.arm())), w.Context()
	name := w.connection(account, storageVersion)
	sent := armstorage.PrivateEndpointConnection{Properties: &armstorage.PrivateEndpointConnectionProperties{
		PrivateLinkServiceConnectionState: &armstorage.PrivateLinkServiceConnectionState{
			Status: to.Ptr(armstorage.PrivateEndpointServiceConnectionStatusApproved), Description: to.Ptr("ours"),
		},
	}}
	return trip{
		id: accountID + "/privateEndpointConnections/" + name, sent: sent, standing: true,
		put:  func() (any, error) { return plain(c.Put(ctx, group, "conformblue", name, sent, nil)) },
		get:  func() (any, error) { return plain(c.Get(ctx, group, "conformblue", name, nil)) },
		list: func() ([]string, error) { return ids(c.NewListPager(group, "conformblue", nil)) },
	}
}
