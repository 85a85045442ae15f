package conformance

import (
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v6"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/sql/armsql"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/storage/armstorage"

	"github.com/tandem-platform/tandem/sandbox"
)

// refusal is a call that Azure refuses.
type refusal struct {
	status int
	code   string
	call   func(*world) error
}

func TestRefusalsReachTheClient(t *testing.T) {
	for name, row := range map[string]refusal{
		"resource is not there":     {404, "ResourceNotFound", getNetwork(group)},
		"group is not there":        {404, "ResourceGroupNotFound", getNetwork("elsewhere")},
		"parent is not there":       {404, "ParentResourceNotFound", orphanSubnet},
		"type is not there":         {404, "InvalidResourceType", byType("Microsoft.Network/moonBases", networkVersion)},
		"provider is not there":     {404, "InvalidResourceNamespace", byType("Microsoft.Moon/bases", networkVersion)},
		"version is not there":      {400, "NoRegisteredProviderFound", byType("Microsoft.Network/virtualNetworks", "1999-01-01")},
		"location is no region":     {400, "LocationNotAvailableForResourceType", accountIn("atlantis")},
		"location is missing":       {400, "LocationRequired", accountIn("")},
		"name is taken":             {409, "StorageAccountAlreadyTaken", foreignAccount},
		"name is in another group":  {409, "StorageAccountAlreadyExists", takenAccount},
		"name has bad characters":   {400, "AccountNameInvalid", badAccount},
		"location would change":     {409, "InvalidResourceLocation", movedNetwork},
		"scope is locked":           {409, "ScopeLocked", lockedDelete},
		"role is assigned already":  {409, "RoleAssignmentExists", secondAssignment},
		"vault is soft-deleted":     {409, "ConflictError", deletedVault},
		"subnet is in use":          {400, "InUseSubnetCannotBeDeleted", usedSubnet},
		"partner in the same place": {400, "InvalidFailoverGroupRegion", narrowGroup},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			wantRefusal(t, row.call(w), row.status, row.code)
		})
	}
}

// at is the world with clients at an api-version.
func (w *world) at(version string) *world {
	other := *w
	other.version = version
	return &other
}

func (w *world) networks() *armnetwork.VirtualNetworksClient {
	return made(armnetwork.NewVirtualNetworksClient(subscription, w.cred, w.at(networkVersion).arm()))
}

func (w *world) accounts() *armstorage.AccountsClient {
	return made(armstorage.NewAccountsClient(subscription, w.cred, w.at(storageVersion).arm()))
}

func getNetwork(group string) func(*world) error {
	return func(w *world) error { return only(w.networks().Get(w.Context(), group, "net", nil)) }
}

func orphanSubnet(w *world) error {
	c := made(armnetwork.NewSubnetsClient(subscription, w.cred, w.at(networkVersion).arm()))
	return gone(c.BeginCreateOrUpdate(w.Context(), group, "net", "apps", armnetwork.Subnet{
		Properties: &armnetwork.SubnetPropertiesFormat{AddressPrefix: to.Ptr("10.0.0.0/24")},
	}, nil))
}

func byType(typ, version string) func(*world) error {
	return func(w *world) error {
		c := made(armresources.NewClient(subscription, w.cred, w.own()))
		return only(c.GetByID(w.Context(), full(typ+"/one"), version, nil))
	}
}

func (w *world) createAccount(group, name, location string) error {
	sent := armstorage.AccountCreateParameters{
		Kind: to.Ptr(armstorage.KindStorageV2), SKU: &armstorage.SKU{Name: to.Ptr(armstorage.SKUNameStandardLRS)},
	}
	if location != "" {
		sent.Location = &location
	}
	return gone(w.accounts().BeginCreate(w.Context(), group, name, sent, nil))
}

func accountIn(location string) func(*world) error {
	return func(w *world) error { return w.createAccount(group, "conformother", location) }
}

// foreignAccount asks for a name that somebody else has.
func foreignAccount(w *world) error { return w.createAccount(group, "contoso", region) }

func takenAccount(w *world) error {
	w.haveAccount(accountID, region)
	w.have("/subscriptions/"+subscription+"/resourceGroups/second", groupVersion, map[string]any{"location": region})
	return w.createAccount("second", "conformblue", region)
}

func badAccount(w *world) error { return w.createAccount(group, "Conform-Blue", region) }

func movedNetwork(w *world) error {
	w.haveNetwork()
	return gone(w.networks().BeginCreateOrUpdate(w.Context(), group, "net", armnetwork.VirtualNetwork{
		Location: to.Ptr(otherRegion), Properties: &armnetwork.VirtualNetworkPropertiesFormat{
			AddressSpace: &armnetwork.AddressSpace{AddressPrefixes: []*string{to.Ptr("10.1.0.0/16")}},
		},
	}, nil))
}

// lockedDelete deletes what lies in a locked group.
func lockedDelete(w *world) error {
	w.haveNetwork()
	w.have("Microsoft.Authorization/locks/keep", "2020-05-01", map[string]any{"properties": map[string]any{"level": "CanNotDelete"}})
	return gone(w.networks().BeginDelete(w.Context(), group, "net", nil))
}

func secondAssignment(w *world) error {
	c := made(armauthorization.NewRoleAssignmentsClient(subscription, w.cred, w.arm()))
	sent := armauthorization.RoleAssignmentCreateParameters{Properties: &armauthorization.RoleAssignmentProperties{
		PrincipalID: to.Ptr(sandbox.ObjectID), RoleDefinitionID: to.Ptr(blobReader),
		PrincipalType: to.Ptr(armauthorization.PrincipalTypeServicePrincipal),
	}}
	if _, err := c.Create(w.Context(), groupID, "10000000-0000-4000-8000-000000000001", sent, nil); err != nil {
		return err
	}
	return only(c.Create(w.Context(), groupID, "10000000-0000-4000-8000-000000000002", sent, nil))
}

func deletedVault(w *world) error {
	w.haveVault()
	c := made(armkeyvault.NewVaultsClient(subscription, w.cred, w.at(vaultVersion).arm()))
	if _, err := c.Delete(w.Context(), group, "conformvault", nil); err != nil {
		return err
	}
	return gone(c.BeginCreateOrUpdate(w.Context(), group, "conformvault", armkeyvault.VaultCreateOrUpdateParameters{
		Location: to.Ptr(region), Properties: &armkeyvault.VaultProperties{
			TenantID: to.Ptr(sandbox.TenantID), EnableRbacAuthorization: to.Ptr(true),
			SKU: &armkeyvault.SKU{Family: to.Ptr(armkeyvault.SKUFamilyA), Name: to.Ptr(armkeyvault.SKUNameStandard)},
		},
	}, nil))
}

func usedSubnet(w *world) error {
	w.haveEndpoint(w.haveAccount(accountID, region), "blob")
	c := made(armnetwork.NewSubnetsClient(subscription, w.cred, w.at(networkVersion).arm()))
	return gone(c.BeginDelete(w.Context(), group, "net", "endpoints", nil))
}

func narrowGroup(w *world) error {
	db, peer := w.haveDatabase(), w.haveServer(peerServerID, region)
	c := made(armsql.NewFailoverGroupsClient(subscription, w.cred, w.at(sqlVersion).arm()))
	return gone(c.BeginCreateOrUpdate(w.Context(), group, server, "conformgroup", armsql.FailoverGroup{
		Properties: &armsql.FailoverGroupProperties{
			PartnerServers: []*armsql.PartnerInfo{{ID: &peer}}, Databases: []*string{&db},
			ReadWriteEndpoint: &armsql.FailoverGroupReadWriteEndpoint{FailoverPolicy: to.Ptr(armsql.ReadWriteEndpointFailoverPolicyManual)},
		},
	}, nil))
}
