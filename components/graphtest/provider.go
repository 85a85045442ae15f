package graphtest

import (
	"crypto/sha1"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// What the mocks say about who is signed in.
const (
	SubscriptionID = "00000000-0000-4000-8000-00000000aaaa"
	TenantID       = "00000000-0000-4000-8000-00000000bbbb"
	ClientID       = "00000000-0000-4000-8000-00000000cccc"
	ObjectID       = "00000000-0000-4000-8000-00000000dddd"
)

// SecretMark begins every credential that the mocks hand out.
const SecretMark = "mock-secret-"

// resourceID makes up an ARM-like id: unique, and with the right subscription,
// resource group and scope, but without ARM's own type names.
func resourceID(args pulumi.MockResourceArgs) string {
	in := args.Inputs
	_, kind, _ := strings.Cut(Unversioned(args.TypeToken), ":")
	kind = strings.ReplaceAll(kind, ":", "/")
	var names []string
	for key, value := range in {
		k := string(key)
		if k != "resourceGroupName" && strings.HasSuffix(strings.ToLower(k), "name") && plain(value) != "" {
			names = append(names, k)
		}
	}
	sort.Strings(names)
	parts := []string{}
	for _, k := range names {
		parts = append(parts, plain(in[resource.PropertyKey(k)]))
	}
	if len(parts) == 0 {
		parts = []string{args.Name}
	}
	tail := "/providers/Microsoft." + kind + "/" + strings.Join(parts, "/")
	if scope := plain(in["scope"]); scope != "" {
		return scope + tail
	}
	if scope := plain(in["resourceUri"]); scope != "" {
		return scope + tail
	}
	group := "/subscriptions/" + SubscriptionID + "/resourceGroups/" + plain(in["resourceGroupName"])
	if kind == "resources/ResourceGroup" {
		return group
	}
	return group + tail
}

// provided is what a provider would answer: the inputs, and what Azure fills in.
func provided(token string, inputs resource.PropertyMap, id string) resource.PropertyMap {
	state := inputs.Copy()
	delete(state, "identity") // a list on the way in, a map on the way out
	name := ownName(inputs)
	if name != "" {
		state["name"] = resource.NewProperty(name)
	}
	for key, value := range filledIn(Unversioned(token), name, id) {
		state[resource.PropertyKey(key)] = value
	}
	if properties, ok := inputs["properties"]; ok && Unversioned(token) == "azure-native:keyvault:Vault" && properties.IsObject() {
		p := properties.ObjectValue().Copy()
		p["vaultUri"] = resource.NewProperty("https://" + name + ".vault.azure.net/")
		state["properties"] = resource.NewProperty(p)
	}
	return state
}

// filledIn is what Azure fills in for the types whose outputs others read.
func filledIn(token, name, id string) resource.PropertyMap {
	text := func(s string) resource.PropertyValue { return resource.NewProperty(s) }
	switch token {
	case "azure-native:managedidentity:UserAssignedIdentity":
		return resource.PropertyMap{
			"principalId": text(guid(id, "principal")), "clientId": text(guid(id, "client")), "tenantId": text(TenantID),
		}
	case "azure-native:sql:Server":
		return resource.PropertyMap{"fullyQualifiedDomainName": text(name + ".database.windows.net")}
	case "azure-native:web:WebApp":
		return resource.PropertyMap{"defaultHostName": text(name + ".azurewebsites.net")}
	case "azure-native:storage:StorageAccount":
		return resource.PropertyMap{"primaryEndpoints": resource.NewProperty(resource.PropertyMap{
			"blob": text("https://" + name + ".blob.core.windows.net/"),
		})}
	case "azure-native:storage:ObjectReplicationPolicy":
		return resource.PropertyMap{"policyId": text(guid(id, "policy"))}
	case "azure-native:insights:Component":
		return resource.PropertyMap{
			"connectionString":   text(SecretMark + "InstrumentationKey=" + guid(id, "key")),
			"instrumentationKey": text(SecretMark + guid(id, "key")),
		}
	case "azure-native:cdn:Profile":
		return resource.PropertyMap{"frontDoorId": text(guid(id, "front door"))}
	case "azure-native:cdn:AFDEndpoint":
		return resource.PropertyMap{"hostName": text(name + "-h4sh.z01.azurefd.net")}
	default:
		return nil
	}
}

// ownName is the Azure name of a resource: of all its name inputs the one that
// is not a parent's.
func ownName(inputs resource.PropertyMap) string {
	for _, key := range []resource.PropertyKey{
		"virtualNetworkLinkName", "privateZoneName", "privateDnsZoneGroupName", "privateEndpointName",
		"virtualNetworkName", "networkSecurityGroupName", "containerName", "blobServicesName", "failoverGroupName",
		"databaseName", "accountName", "serverName", "vaultName", "workspaceName", "resourceName", "ruleName",
		"actionGroupName", "autoscaleSettingName", "lockName", "roleAssignmentName", "endpointName", "originName",
		"originGroupName", "profileName", "policyName", "name", "resourceGroupName",
	} {
		if v, ok := inputs[key]; ok && plain(v) != "" {
			return plain(v)
		}
	}
	return ""
}

// plain is a string value without its secret wrapper, or "".
func plain(v resource.PropertyValue) string {
	if v.IsSecret() {
		return plain(v.SecretValue().Element)
	}
	if v.IsString() {
		return v.StringValue()
	}
	return ""
}

// guid derives a GUID from its parts.
func guid(parts ...string) string {
	h := fmt.Sprintf("%x", sha1.Sum([]byte(strings.Join(parts, "|"))))
	return h[:8] + "-" + h[8:12] + "-5" + h[13:16] + "-8" + h[17:20] + "-" + h[20:32]
}

// handedOut lists the credentials among a resource's outputs.
func handedOut(state resource.PropertyMap) []string {
	var found []string
	for _, value := range state {
		if s := plain(value); strings.HasPrefix(s, SecretMark) {
			found = append(found, s)
		}
	}
	slices.Sort(found)
	return found
}
