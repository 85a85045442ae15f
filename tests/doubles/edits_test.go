package doubles

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
	"github.com/tandem-platform/tandem/tests/sources"
)

const (
	groupName = "rg-edits"
	groupID   = "/subscriptions/" + sandbox.SubscriptionID + "/resourceGroups/" + groupName
	region    = "northeurope"
)

// edited is one resource and an edit made behind Pulumi's back.
type edited struct {
	name    string
	token   string
	inputs  map[string]any
	version string // of the api by which the edit is made
	path    string // in ARM
	value   any
	want    []string // what a preview with refresh shows
}

// in completes inputs with where the resource lies.
func in(inputs map[string]any) map[string]any {
	inputs["resourceGroupName"] = groupName
	return inputs
}

func located(inputs map[string]any) map[string]any {
	inputs["location"] = region
	return in(inputs)
}

const identity = groupID + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-edits"

// edits are in the order in which the resources can be created.
func edits() []edited {
	return slices.Concat(dataEdits(), networkEdits(), appEdits(), otherEdits())
}

func dataEdits() []edited {
	return []edited{
		{
			name: "a tag on the group", token: "azure-native:resources:ResourceGroup",
			inputs:  map[string]any{"resourceGroupName": groupName, "location": region, "tags": map[string]any{"system": "demo"}},
			version: "2022-09-01", path: "tags.hand", value: "made", want: []string{"tags.hand"},
		},
		{
			name: "a tag changed", token: "azure-native:managedidentity:UserAssignedIdentity",
			inputs:  located(map[string]any{"resourceName": "id-edits", "tags": map[string]any{"owner": "ops"}}),
			version: "2023-01-31", path: "tags.owner", value: "else", want: []string{"tags.owner"},
		},
		{
			name: "the account's TLS version", token: "azure-native:storage:StorageAccount",
			inputs: located(map[string]any{
				"accountName": "stedits", "kind": "StorageV2", "sku": map[string]any{"name": "Standard_ZRS"},
				"minimumTlsVersion": "TLS1_2", "allowBlobPublicAccess": false,
			}),
			version: "2022-09-01", path: "properties.minimumTlsVersion", value: "TLS1_0", want: []string{"minimumTlsVersion"},
		},
		{
			name: "the retention of deleted blobs", token: "azure-native:storage:BlobServiceProperties",
			inputs: in(map[string]any{
				"accountName": "stedits", "blobServicesName": "default", "isVersioningEnabled": true,
				"deleteRetentionPolicy": map[string]any{"enabled": true, "days": 30},
			}),
			version: "2022-09-01", path: "properties.deleteRetentionPolicy.days", value: 1,
			want: []string{"deleteRetentionPolicy.days"},
		},
	}
}

func networkEdits() []edited {
	return []edited{
		{
			name: "a rule of a security group", token: "azure-native:network/v20190801:NetworkSecurityGroup",
			inputs: located(map[string]any{
				"networkSecurityGroupName": "nsg-edits", "securityRules": []any{map[string]any{
					"name": "deny", "priority": 100, "access": "Deny", "direction": "Inbound", "protocol": "*",
					"sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*",
				}},
			}),
			version: "2023-02-01", path: "properties.securityRules.0.properties.access", value: "Allow",
			want: []string{"securityRules[0].access"},
		},
		{
			name: "the address space of a network", token: "azure-native:network/v20190801:VirtualNetwork",
			inputs: located(map[string]any{
				"virtualNetworkName": "vnet-edits", "addressSpace": map[string]any{"addressPrefixes": []any{"10.0.0.0/16"}},
			}),
			version: "2019-08-01", path: "properties.addressSpace.addressPrefixes", value: []any{"10.0.0.0/16", "10.9.0.0/16"},
			want: []string{"addressSpace.addressPrefixes[1]"},
		},
	}
}

func appEdits() []edited {
	return []edited{
		{
			name: "the number of instances", token: "azure-native:web:AppServicePlan",
			inputs: located(map[string]any{
				"name": "plan-edits", "kind": "linux", "reserved": true,
				"sku": map[string]any{"name": "P1v3", "tier": "PremiumV3", "capacity": 3},
			}),
			version: "2022-09-01", path: "sku.capacity", value: 1, want: []string{"sku.capacity"},
		},
		{
			name: "FTP on the site", token: "azure-native:web:WebApp",
			inputs: located(map[string]any{
				"name": "app-edits", "kind": "app,linux,container", "httpsOnly": true,
				"serverFarmId": groupID + "/providers/Microsoft.Web/serverfarms/plan-edits",
				"identity":     map[string]any{"type": "UserAssigned", "userAssignedIdentities": []any{identity}},
				"siteConfig":   map[string]any{"ftpsState": "Disabled", "alwaysOn": true},
			}),
			version: "2022-09-01", path: "properties.siteConfig.ftpsState", value: "AllAllowed", want: []string{"siteConfig.ftpsState"},
		},
		{
			name: "an application setting", token: "azure-native:web:WebAppApplicationSettings",
			inputs:  in(map[string]any{"name": "app-edits", "properties": map[string]any{"COLOUR": "blue"}}),
			version: "2022-09-01", path: "properties.COLOUR", value: "green", want: []string{"properties.COLOUR"},
		},
		{
			name: "publishing by password", token: "azure-native:web:WebAppFtpAllowed",
			inputs:  in(map[string]any{"name": "app-edits", "allow": false}),
			version: "2022-09-01", path: "properties.allow", value: true, want: []string{"allow"},
		},
	}
}

func otherEdits() []edited {
	return []edited{
		{
			name: "public access to the vault", token: "azure-native:keyvault:Vault",
			inputs: located(map[string]any{"vaultName": "kvedits", "properties": map[string]any{
				"tenantId": sandbox.TenantID, "sku": map[string]any{"family": "A", "name": "standard"},
				"enableRbacAuthorization": true, "publicNetworkAccess": "Disabled",
			}}),
			version: "2023-02-01", path: "properties.publicNetworkAccess", value: "Enabled",
			want: []string{"properties.publicNetworkAccess"},
		},
		{
			name: "the retention of logs, which the program does not set", token: "azure-native:operationalinsights:Workspace",
			inputs:  located(map[string]any{"workspaceName": "log-edits", "sku": map[string]any{"name": "PerGB2018"}}),
			version: "2022-10-01", path: "properties.retentionInDays", value: 90, want: []string{"retentionInDays"},
		},
		{
			name: "the firewall's mode", token: "azure-native:network/v20220501:Policy",
			inputs: in(map[string]any{
				"policyName": "wafedits", "location": "Global", "sku": map[string]any{"name": "Premium_AzureFrontDoor"},
				"policySettings": map[string]any{"mode": "Prevention", "enabledState": "Enabled"},
			}),
			version: "2022-05-01", path: "properties.policySettings.mode", value: "Detection", want: []string{"policySettings.mode"},
		},
		{
			name: "the lock's level", token: "azure-native:authorization:ManagementLockByScope",
			inputs:  map[string]any{"scope": identity, "lockName": "lock", "level": "CanNotDelete", "notes": "data"},
			version: "2020-05-01", path: "properties.notes", value: "mine", want: []string{"notes"},
		},
	}
}

// make makes the edit.
func (e edited) make(t *testing.T, w *rig.Stranger, id string) {
	t.Helper()
	var doc map[string]any
	if strings.HasSuffix(id, "/config/appsettings") {
		doc = w.Post(id+"/list", e.version, nil)
	} else {
		doc = w.Get(id, e.version)
	}
	var at any = doc
	names := strings.Split(e.path, ".")
	for _, name := range names[:len(names)-1] {
		switch container := at.(type) {
		case map[string]any:
			if container[name] == nil {
				container[name] = map[string]any{}
			}
			at = container[name]
		case []any:
			at = container[int(name[0]-'0')]
		}
	}
	object, ok := at.(map[string]any)
	require.True(t, ok, "nothing at %s of %v", e.path, doc)
	object[names[len(names)-1]] = e.value
	w.Put(id, e.version, doc)
}

// TestEveryEditShows: nothing shows while nobody has edited anything; each
// edit shows with its property and alone; a deleted resource is gone.
func TestEveryEditShows(t *testing.T) {
	sources.Watch(t)
	s, err := sandbox.Start(t.Context(), sandbox.Options{})
	require.NoError(t, err)
	p, w := start(t, "azure-native", s), rig.Connect(t, s.Env())
	var resources []made
	for _, e := range edits() {
		resources = append(resources, p.create(t.Context(), e.token, e.inputs))
	}
	for i, e := range edits() {
		require.Empty(t, p.refreshed(t.Context(), resources[i]), "%s: shown before any edit", e.token)
	}
	for i, e := range edits() {
		e.make(t, w, resources[i].id)
		require.Equal(t, e.want, p.refreshed(t.Context(), resources[i]), e.name)
	}
	last := len(resources) - 1
	w.Delete(resources[last].id, edits()[last].version)
	require.Equal(t, []string{"gone"}, p.refreshed(t.Context(), resources[last]))
	for i := last; i >= 0; i-- {
		p.delete(t.Context(), resources[i])
	}
}

// TestAlreadyExisting: a resource that exists is not taken over.
func TestAlreadyExisting(t *testing.T) {
	sources.Watch(t)
	s, err := sandbox.Start(t.Context(), sandbox.Options{})
	require.NoError(t, err)
	p := start(t, "azure-native", s)
	m := p.create(t.Context(), edits()[0].token, edits()[0].inputs)
	_, err = p.client.Create(t.Context(), createRequest(m))
	require.ErrorContains(t, err, "cannot create already existing resource "+m.id)
}

// TestSignIn: an application with all that hangs on it, edited and deleted.
func TestSignIn(t *testing.T) {
	sources.Watch(t)
	s, err := sandbox.Start(t.Context(), sandbox.Options{})
	require.NoError(t, err)
	p := start(t, "azuread", s)
	app := p.create(t.Context(), "azuread:index/application:Application", map[string]any{
		"displayName": "sign-in", "signInAudience": "AzureADMyOrg",
		"web": map[string]any{"redirectUris": []any{"https://blue.example/cb"}},
	})
	clientID := app.outputs.GetFields()["clientId"].GetStringValue()
	all := []made{
		app,
		p.create(t.Context(), "azuread:index/servicePrincipal:ServicePrincipal", map[string]any{"clientId": clientID}),
		p.create(t.Context(), "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential", map[string]any{
			"applicationId": app.id, "displayName": "blue", "issuer": "https://issuer.example", "subject": "blue",
			"audiences": []any{"api://AzureADTokenExchange"},
		}),
	}
	group := p.create(t.Context(), "azuread:index/group:Group", map[string]any{
		"displayName": "admins", "securityEnabled": true, "mailNickname": "admins",
	})
	all = append(all, group, p.create(t.Context(), "azuread:index/groupMember:GroupMember", map[string]any{
		"groupObjectId": group.id, "memberObjectId": sandbox.ObjectID,
	}))
	for _, m := range all {
		require.Empty(t, p.refreshed(t.Context(), m), m.token)
		require.NotContains(t, strings.ToLower(m.id), "unknown")
	}
	for i := len(all) - 1; i >= 0; i-- {
		p.delete(t.Context(), all[i])
	}
}
