package mutate

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

const subscriptionID = "/subscriptions/00000000-0000-4000-8000-0000000000a1"

func groupID(stamp string) string { return subscriptionID + "/resourceGroups/rg-" + stamp }

func made(stamp, typ, name, id string, props map[string]any, dependencies ...*rule.Resource) *rule.Resource {
	r := &rule.Resource{URN: "urn:pulumi:" + stamp + "::tandem::" + typ + "::" + stamp + "-" + name, Name: stamp + "-" + name,
		Type: rule.Token(typ), ID: id, Custom: true, Props: props, PropertyDependencies: map[string][]string{}}
	for name := range props {
		r.PropertyDependencies[name] = nil
	}
	for _, d := range dependencies {
		r.Dependencies = append(r.Dependencies, d.URN)
	}
	return r
}

// system is two stamps with a group, an account, its blob service and an
// endpoint each.
func system() *rule.Graph {
	var all []*rule.Resource
	for _, stamp := range []string{"blue", "green"} {
		tags := map[string]any{"stamp": stamp}
		group := made(stamp, "azure-native:resources:ResourceGroup", "group", groupID(stamp),
			map[string]any{"resourceGroupName": "rg-" + stamp, "location": "westeurope", "tags": tags})
		account := made(stamp, "azure-native:storage:StorageAccount", "account", groupID(stamp)+"/providers/Microsoft.Storage/storageAccounts/st"+stamp,
			map[string]any{"resourceGroupName": "rg-" + stamp, "accountName": "st" + stamp, "location": "westeurope", "kind": "StorageV2", "tags": tags,
				"sku": map[string]any{"name": "Standard_ZRS"}, "allowBlobPublicAccess": false, "minimumTlsVersion": "TLS1_2",
				"networkRuleSet": map[string]any{"defaultAction": "Deny", "ipRules": []any{
					map[string]any{"iPAddressOrRange": "192.0.2.1"}, map[string]any{"iPAddressOrRange": "192.0.2.2"}}}}, group)
		account.Protect = true
		account.Props["statusOfPrimary"] = "available" // returned, never set
		account.Props["isSftpEnabled"] = false
		delete(account.PropertyDependencies, "isSftpEnabled")
		blobs := made(stamp, "azure-native:storage:BlobServiceProperties", "blobs", account.ID+"/blobServices/default",
			map[string]any{"resourceGroupName": "rg-" + stamp, "accountName": "st" + stamp, "blobServicesName": "default",
				"deleteRetentionPolicy": map[string]any{"enabled": true, "days": 30.0}}, account)
		endpoint := made(stamp, "azure-native:network/v20210201:PrivateEndpoint", "endpoint", groupID(stamp)+"/providers/Microsoft.Network/privateEndpoints/pe-"+stamp,
			map[string]any{"resourceGroupName": "rg-" + stamp, "privateEndpointName": "pe-" + stamp,
				"privateLinkServiceConnections": []any{map[string]any{"name": "blob", "privateLinkServiceId": account.ID}}}, account)
		all = append(all, group, account, blobs, endpoint)
	}
	all = append(all, &rule.Resource{URN: "urn:pulumi:blue::tandem::tandem:region:Stamp::blue", Type: "tandem:region:Stamp", Props: map[string]any{}})
	return rule.NewGraph(all, true)
}

func generated(t *testing.T) (*rule.Graph, map[string]Mutant, []Mutant) {
	t.Helper()
	g := system()
	mutants, err := Generate(g)
	require.NoError(t, err)
	byID := map[string]Mutant{}
	for _, m := range mutants {
		require.NotContains(t, byID, m.ID, "ids are unique")
		byID[m.ID] = m
	}
	return g, byID, mutants
}

func TestGenerateBreaksWhatAzureKnows(t *testing.T) {
	_, byID, _ := generated(t)
	for _, id := range []string{
		"blue/blue-account gone",
		"blue/blue-account unprotected",
		"blue/blue-account allowBlobPublicAccess flipped true",
		"blue/blue-account allowBlobPublicAccess removed",
		"blue/blue-account isSftpEnabled flipped true",                                   // returned by the provider
		"blue/blue-account allowSharedKeyAccess set true",                                // not set at all
		"blue/blue-account minimumTlsVersion chosen TLS1_0",                              // an enumeration of the specification
		"blue/blue-account networkRuleSet.defaultAction chosen Allow",                    // renamed by the provider, nested
		"blue/blue-account networkRuleSet.ipRules emptied a list of 0",                   //
		"blue/blue-account networkRuleSet.ipRules added a list of 3",                     //
		"blue/blue-account networkRuleSet.ipRules[1] item-removed",                       //
		"blue/blue-account networkRuleSet.ipRules[0].iPAddressOrRange widened 0.0.0.0/0", //
		"blue/blue-account tags.stamp peer green",
		"blue/blue-account tags.stamp removed",
		"blue/blue-account sku.name chosen Standard_LRS",
		"blue/blue-blobs deleteRetentionPolicy.days scaled 1",
		"blue/blue-blobs deleteRetentionPolicy.days scaled 15",
		"blue/blue-blobs deleteRetentionPolicy.days scaled 300",
		"blue/blue-endpoint privateLinkServiceConnections[blob].privateLinkServiceId peer " + groupID("green") + "/providers/Microsoft.Storage/storageAccounts/stgreen",
		"blue/blue-endpoint privateLinkServiceConnections[blob].privateLinkServiceId dangling " + groupID("blue") + "/providers/Microsoft.Storage/storageAccounts/stblue-gone",
	} {
		require.Contains(t, byID, id)
	}
	for _, id := range []string{
		"blue/blue gone", // a component is in no cloud
		"blue/blue-account isSftpEnabled removed",   // the program does not set it
		"blue/blue-account statusOfPrimary removed", // the provider only returns it
	} {
		require.NotContains(t, byID, id)
	}
}

func TestMutantsChangeOneThingAndShareNothing(t *testing.T) {
	g, _, mutants := generated(t)
	before := image(t, g)
	for _, m := range mutants {
		mutated := m.Mutated()
		if m.Kind == Gone {
			require.Nil(t, mutated)
			continue
		}
		require.NotSame(t, m.Resource, mutated)
		differences := 0
		if mutated.Protect != m.Resource.Protect {
			differences++
		}
		for _, name := range slices.Sorted(keys(mutated.Props, m.Resource.Props)) {
			if fmt.Sprint(mutated.Props[name]) != fmt.Sprint(m.Resource.Props[name]) {
				differences++
			}
		}
		require.Equal(t, 1, differences, m.ID)
		spoil(mutated.Props)
	}
	require.Equal(t, before, image(t, g), "a mutant reaches into the graph that it was made of")
}

func keys(objects ...map[string]any) func(func(string) bool) {
	all := map[string]bool{}
	for _, o := range objects {
		for name := range o {
			all[name] = true
		}
	}
	return func(yield func(string) bool) {
		for name := range all {
			if !yield(name) {
				return
			}
		}
	}
}

func image(t *testing.T, g *rule.Graph) string {
	raw, err := json.Marshal(g.Resources)
	require.NoError(t, err)
	return string(raw)
}

// spoil overwrites everything in a tree.
func spoil(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			spoil(inner)
			v[name] = "spoilt"
		}
	case []any:
		for i, inner := range v {
			spoil(inner)
			v[i] = "spoilt"
		}
	}
}

func TestTheSameMutantsInEveryRun(t *testing.T) {
	_, _, first := generated(t)
	_, _, second := generated(t)
	require.Len(t, second, len(first))
	for i := range first {
		require.Equal(t, first[i].ID, second[i].ID)
	}
}

func TestWhatAzureRefusesIsTold(t *testing.T) {
	_, byID, _ := generated(t)
	for id, why := range map[string]string{
		"blue/blue-account kind removed":                                                      "kind",
		"blue/blue-account resourceGroupName removed":                                         "resourceGroupName is missing",
		"blue/blue-account resourceGroupName dangling rg-blue-gone":                           "does not exist",
		"blue/blue-blobs accountName peer stgreen":                                            "does not exist",
		"blue/blue-account networkRuleSet.ipRules[0].iPAddressOrRange removed":                "value",
		"blue/blue-account resourceGroupName peer rg-green":                                   "",
		"blue/blue-account allowBlobPublicAccess flipped true":                                "",
		"blue/blue-account networkRuleSet.ipRules added a list of 3":                          "",
		"blue/blue-blobs deleteRetentionPolicy.days scaled 300":                               "",
		"blue/blue-endpoint privateLinkServiceConnections[blob].name removed":                 "",
		"blue/blue-account tags.stamp removed":                                                "",
		"blue/blue-endpoint privateLinkServiceConnections[blob].privateLinkServiceId removed": "",
	} {
		m, ok := byID[id]
		require.True(t, ok, id)
		if why == "" {
			require.Empty(t, m.Refused, id)
		} else {
			require.Contains(t, m.Refused, why, id)
		}
	}
}
