package conformance

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cdn/armcdn/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v6"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/sql/armsql"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/storage/armstorage"
	"github.com/stretchr/testify/require"
)

// TestOperationsResume ends an operation with another client than began it,
// for both ways in which Azure announces operations.
func TestOperationsResume(t *testing.T) {
	w := newWorld(t)
	ctx := w.Context()
	t.Run("Azure-AsyncOperation", func(t *testing.T) {
		w.haveServer(serverID, region)
		begin := made(armsql.NewDatabasesClient(subscription, w.cred, w.at(sqlVersion).arm()))
		poller, err := begin.BeginCreateOrUpdate(ctx, group, server, "app", armsql.Database{Location: to.Ptr(region)}, nil)
		require.NoError(t, err)
		require.False(t, poller.Done(), "the operation is over before it began")
		token, err := poller.ResumeToken()
		require.NoError(t, err)

		other := made(armsql.NewDatabasesClient(subscription, w.secret(w.env["ARM_CLIENT_SECRET"]), w.at(sqlVersion).arm()))
		resumed, err := other.BeginCreateOrUpdate(ctx, group, server, "app", armsql.Database{}, &armsql.DatabasesClientBeginCreateOrUpdateOptions{ResumeToken: token})
		require.NoError(t, err)
		got, err := done(resumed, nil)
		require.NoError(t, err)
		require.Equal(t, full(databaseID), document(t, got)["id"])
	})
	t.Run("Location", func(t *testing.T) {
		sent := armstorage.AccountCreateParameters{
			Kind: to.Ptr(armstorage.KindStorageV2), Location: to.Ptr(region), SKU: &armstorage.SKU{Name: to.Ptr(armstorage.SKUNameStandardLRS)},
		}
		poller, err := w.accounts().BeginCreate(ctx, group, "conformblue", sent, nil)
		require.NoError(t, err)
		require.False(t, poller.Done(), "the operation is over before it began")
		token, err := poller.ResumeToken()
		require.NoError(t, err)
		resumed, err := w.accounts().BeginCreate(ctx, group, "conformblue", sent, &armstorage.AccountsClientBeginCreateOptions{ResumeToken: token})
		require.NoError(t, err)
		got, err := done(resumed, nil)
		require.NoError(t, err)
		require.Equal(t, full(accountID), document(t, got)["id"])
	})
}

// with adds a header to the requests under a context.
func with(ctx context.Context, header, value string) context.Context {
	return policy.WithHTTPHeader(ctx, http.Header{header: {value}})
}

func TestConditionsHold(t *testing.T) {
	w := newWorld(t)
	ctx, c := w.Context(), w.networks()
	sent := armnetwork.VirtualNetwork{Location: to.Ptr(region), Properties: &armnetwork.VirtualNetworkPropertiesFormat{
		AddressSpace: &armnetwork.AddressSpace{AddressPrefixes: []*string{to.Ptr("10.1.0.0/16")}},
	}}
	write := func(header, value string) error {
		return gone(c.BeginCreateOrUpdate(with(ctx, header, value), group, "net", sent, nil))
	}
	wantRefusal(t, write("If-Match", "*"), 412, "PreconditionFailed")
	require.NoError(t, write("If-None-Match", "*"), "the first write")
	wantRefusal(t, write("If-None-Match", "*"), 412, "PreconditionFailed")

	first, err := c.Get(ctx, group, "net", nil)
	require.NoError(t, err)
	require.NotEmpty(t, first.Etag)
	sent.Tags = map[string]*string{"turn": to.Ptr("second")}
	require.NoError(t, write("If-Match", *first.Etag), "a write with the current tag")
	wantRefusal(t, write("If-Match", *first.Etag), 412, "PreconditionFailed")

	second, err := c.Get(ctx, group, "net", nil)
	require.NoError(t, err)
	require.NotEqual(t, *first.Etag, *second.Etag)
	_, err = c.Get(with(ctx, "If-None-Match", *second.Etag), group, "net", nil)
	wantRefusal(t, err, 304, "")
	wantRefusal(t, gone(c.BeginDelete(with(ctx, "If-Match", *first.Etag), group, "net", nil)), 412, "PreconditionFailed")
	require.NoError(t, gone(c.BeginDelete(with(ctx, "If-Match", *second.Etag), group, "net", nil)))
}

// TestListsHavePages lists more than a page holds, and pages of a size that
// the client asks for.
func TestListsHavePages(t *testing.T) {
	w := newWorld(t).at(identityVersion)
	const many = 205
	ctx := w.Context()
	c := made(armmsi.NewUserAssignedIdentitiesClient(subscription, w.cred, w.arm()))
	for i := range many {
		_, err := c.CreateOrUpdate(ctx, group, fmt.Sprint("identity-", i), armmsi.Identity{Location: to.Ptr(region)}, nil)
		require.NoError(t, err)
	}
	typed, pages := map[string]bool{}, 0
	for pager := c.NewListByResourceGroupPager(group, nil); pager.More(); pages++ {
		page, err := pager.NextPage(ctx)
		require.NoError(t, err)
		for _, item := range page.Value {
			typed[*item.ID] = true
		}
	}
	require.Len(t, typed, many)
	require.Greater(t, pages, 1)

	all := made(armresources.NewClient(subscription, w.cred, w.own()))
	seen, sizes := map[string]bool{}, []int{}
	options := &armresources.ClientListByResourceGroupOptions{
		Top: to.Ptr[int32](90), Filter: to.Ptr("resourceType eq 'Microsoft.ManagedIdentity/userAssignedIdentities'"),
	}
	for pager := all.NewListByResourceGroupPager(group, options); pager.More(); {
		page, err := pager.NextPage(ctx)
		require.NoError(t, err)
		sizes = append(sizes, len(page.Value))
		for _, item := range page.Value {
			seen[*item.ID] = true
		}
	}
	require.Equal(t, []int{90, 90, 25}, sizes)
	require.Len(t, seen, many)
}

func TestExistenceIsAskedByHead(t *testing.T) {
	w := newWorld(t)
	network, ctx := w.haveNetwork(), w.Context()
	c := made(armresources.NewClient(subscription, w.cred, w.own()))
	there, err := c.CheckExistenceByID(ctx, network, networkVersion, nil)
	require.NoError(t, err)
	absent, err := c.CheckExistenceByID(ctx, network+"-two", networkVersion, nil)
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, []bool{there.Success, absent.Success})
	groups := made(armresources.NewResourceGroupsClient(subscription, w.cred, w.arm()))
	known, err := groups.CheckExistence(ctx, group, nil)
	require.NoError(t, err)
	unknown, err := groups.CheckExistence(ctx, "elsewhere", nil)
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, []bool{known.Success, unknown.Success})
}

// TestPatchChangesWhatItNames patches tags and properties.
func TestPatchChangesWhatItNames(t *testing.T) {
	w := newWorld(t)
	w.haveNetwork()
	w.haveAccount(accountID, region)
	ctx := w.Context()
	network, err := w.networks().UpdateTags(ctx, group, "net", armnetwork.TagsObject{Tags: map[string]*string{"a": to.Ptr("1")}}, nil)
	require.NoError(t, err)
	require.Equal(t, "1", *network.Tags["a"])
	require.Len(t, network.Properties.Subnets, 2, "a change of tags lost the subnets")
	account, err := w.accounts().Update(ctx, group, "conformblue", armstorage.AccountUpdateParameters{
		Properties: &armstorage.AccountPropertiesUpdateParameters{AllowSharedKeyAccess: to.Ptr(false)},
	}, nil)
	require.NoError(t, err)
	require.False(t, *account.Properties.AllowSharedKeyAccess)
	require.Equal(t, armstorage.KindStorageV2, *account.Kind)
}

// TestProviderIsRegisteredOnDemand lets the SDK register a provider that the
// subscription lacks. It does so only for clients with an api-version of their own.
func TestProviderIsRegisteredOnDemand(t *testing.T) {
	w := newWorld(t)
	ctx := w.Context()
	const cdn = "Microsoft.Cdn"
	providers := made(armresources.NewProvidersClient(subscription, w.cred, w.own()))
	state := func() string {
		got, err := providers.Get(ctx, cdn, nil)
		require.NoError(t, err)
		return *got.RegistrationState
	}
	require.Equal(t, "Registered", state())
	_, err := providers.Unregister(ctx, cdn, nil)
	require.NoError(t, err)
	require.NotEqual(t, "Registered", state())

	strict := w.own()
	strict.DisableRPRegistration = true
	sent := armcdn.Profile{Location: to.Ptr("global"), SKU: &armcdn.SKU{Name: to.Ptr(armcdn.SKUNamePremiumAzureFrontDoor)}}
	refused := made(armcdn.NewProfilesClient(subscription, w.cred, strict))
	wantRefusal(t, gone(refused.BeginCreate(ctx, group, profile, sent, nil)), 409, "MissingSubscriptionRegistration")

	c := made(armcdn.NewProfilesClient(subscription, w.cred, w.own()))
	require.NoError(t, gone(c.BeginCreate(ctx, group, profile, sent, nil)))
	require.Equal(t, "Registered", state())
}

// TestFailoverSwapsRoles fails a group over and back.
func TestFailoverSwapsRoles(t *testing.T) {
	w := newWorld(t).at(sqlVersion)
	ctx := w.Context()
	_, err := failoverGroup(w).put()
	require.NoError(t, err)
	c := made(armsql.NewFailoverGroupsClient(subscription, w.cred, w.arm()))
	roles := func() []armsql.FailoverGroupReplicationRole {
		var out []armsql.FailoverGroupReplicationRole
		for _, server := range []string{"conformsqlblue", "conformsqlgreen"} {
			got, err := c.Get(ctx, group, server, "conformgroup", nil)
			require.NoError(t, err)
			out = append(out, *got.Properties.ReplicationRole)
		}
		return out
	}
	primary, secondary := armsql.FailoverGroupReplicationRolePrimary, armsql.FailoverGroupReplicationRoleSecondary
	require.Equal(t, []armsql.FailoverGroupReplicationRole{primary, secondary}, roles())
	require.NoError(t, gone(c.BeginFailover(ctx, group, "conformsqlgreen", "conformgroup", nil)))
	require.Equal(t, []armsql.FailoverGroupReplicationRole{secondary, primary}, roles())
	require.NoError(t, gone(c.BeginForceFailoverAllowDataLoss(ctx, group, "conformsqlblue", "conformgroup", nil)))
	require.Equal(t, []armsql.FailoverGroupReplicationRole{primary, secondary}, roles())
}

// TestDeletedVaultIsKept lists, reads and purges a soft-deleted vault.
func TestDeletedVaultIsKept(t *testing.T) {
	w := newWorld(t).at(vaultVersion)
	ctx := w.Context()
	w.haveVault()
	c := made(armkeyvault.NewVaultsClient(subscription, w.cred, w.arm()))
	_, err := c.Delete(ctx, group, "conformvault", nil)
	require.NoError(t, err)
	kept, err := c.GetDeleted(ctx, "conformvault", region, nil)
	require.NoError(t, err)
	require.Equal(t, full(vaultID), *kept.Properties.VaultID)
	listed, err := ids(c.NewListDeletedPager(nil))
	require.NoError(t, err)
	require.Equal(t, []string{*kept.ID}, listed)
	require.NoError(t, gone(c.BeginPurgeDeleted(ctx, "conformvault", region, nil)))
	_, err = c.GetDeleted(ctx, "conformvault", region, nil)
	require.Error(t, err)
	w.haveVault()
}
