package meta_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/engine/provider/meta"
)

func lookup(t testing.TB, token string) *meta.Resource {
	t.Helper()
	r, ok := meta.Lookup("azure-native:" + token)
	if !ok {
		t.Fatalf("no resource type %s", token)
	}
	return r
}

func object(t testing.TB, text string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

// Each input alone lands exactly where an independent list says.
func TestPlaces(t *testing.T) {
	raw, err := os.ReadFile("testdata/places.txt")
	if err != nil {
		t.Fatal(err)
	}
	tokens := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		part := strings.Fields(line)
		token, input, want := part[0], part[1], part[2]
		tokens[token] = true
		body, err := lookup(t, token).Body(map[string]any{input: "value"})
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if got := only(body, ""); got != want {
			t.Errorf("%s %s lands at %s, want %s", token, input, got, want)
		}
	}
	if len(tokens) != 94 {
		t.Errorf("the list names %d resource types, want 94", len(tokens))
	}
}

// only is the path of the one value in a body, - if there is none.
func only(body map[string]any, path string) string {
	for name, value := range body {
		place := strings.TrimPrefix(path+"."+name, ".")
		if inner, ok := value.(map[string]any); ok {
			if len(inner) == 0 {
				continue // the empty properties that ARM demands
			}
			return only(inner, place)
		}
		return place
	}
	return "-"
}

// bodyCases: inputs of a program and the body that they make up.
var bodyCases = []struct{ name, token, inputs, body string }{
	{"renames and case", "storage:StorageAccount",
		`{"accountName":"a","resourceGroupName":"g","kind":"StorageV2","sku":{"name":"Standard_ZRS"},"enableHttpsTrafficOnly":true,
		  "networkRuleSet":{"defaultAction":"Deny","ipRules":[{"iPAddressOrRange":"1.2.3.4","action":"Allow"}],"virtualNetworkRules":[{"virtualNetworkResourceId":"/s"}]},
		  "encryption":{"keySource":"Microsoft.Keyvault","encryptionIdentity":{"encryptionUserAssignedIdentity":"/i"},"keyVaultProperties":{"keyName":"k"}},
		  "identity":{"type":"UserAssigned","userAssignedIdentities":["/i"]},"tags":{"a":"b"}}`,
		`{"kind":"StorageV2","sku":{"name":"Standard_ZRS"},"identity":{"type":"UserAssigned","userAssignedIdentities":{"/i":{}}},"tags":{"a":"b"},
		  "properties":{"supportsHttpsTrafficOnly":true,
		   "networkAcls":{"defaultAction":"Deny","ipRules":[{"value":"1.2.3.4","action":"Allow"}],"virtualNetworkRules":[{"id":"/s"}]},
		   "encryption":{"keySource":"Microsoft.Keyvault","identity":{"userAssignedIdentity":"/i"},"keyvaultproperties":{"keyname":"k"}}}}`},
	{"nested properties", "network/v20190801:VirtualNetwork",
		`{"resourceGroupName":"g","virtualNetworkName":"v","addressSpace":{"addressPrefixes":["10.0.0.0/16"]},
		  "subnets":[{"name":"a","addressPrefix":"10.0.0.0/24","delegations":[{"name":"d","serviceName":"Microsoft.Web/serverFarms"}],"networkSecurityGroup":{"id":"/n"}}]}`,
		`{"properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"a","properties":{"addressPrefix":"10.0.0.0/24",
		  "delegations":[{"name":"d","properties":{"serviceName":"Microsoft.Web/serverFarms"}}],"networkSecurityGroup":{"id":"/n"}}}]}}`},
	{"private endpoint", "network/v20210201:PrivateEndpoint",
		`{"resourceGroupName":"g","privateEndpointName":"p","location":"westeurope","subnet":{"id":"/s"},
		  "privateLinkServiceConnections":[{"name":"c","privateLinkServiceId":"/t","groupIds":["vault"]}]}`,
		`{"location":"westeurope","properties":{"subnet":{"id":"/s"},
		  "privateLinkServiceConnections":[{"name":"c","properties":{"privateLinkServiceId":"/t","groupIds":["vault"]}}]}}`},
	{"deeply nested choice", "cdn:Rule",
		`{"resourceGroupName":"g","profileName":"p","ruleSetName":"s","ruleName":"r","order":1,
		  "actions":[{"name":"ModifyResponseHeader","parameters":{"typeName":"DeliveryRuleHeaderActionParameters","headerAction":"Append","headerName":"X","value":"1"}}],
		  "conditions":[{"name":"UrlPath","parameters":{"typeName":"DeliveryRuleUrlPathMatchConditionParameters","operator":"BeginsWith","matchValues":["/a"]}}]}`,
		`{"properties":{"order":1,
		  "actions":[{"name":"ModifyResponseHeader","parameters":{"typeName":"DeliveryRuleHeaderActionParameters","headerAction":"Append","headerName":"X","value":"1"}}],
		  "conditions":[{"name":"UrlPath","parameters":{"typeName":"DeliveryRuleUrlPathMatchConditionParameters","operator":"BeginsWith","matchValues":["/a"]}}]}}`},
	{"discriminator with a dot", "insights:MetricAlert",
		`{"resourceGroupName":"g","ruleName":"r","severity":1,"criteria":{"odataType":"Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
		  "allOf":[{"criterionType":"StaticThresholdCriterion","name":"c","metricName":"m","operator":"GreaterThan","threshold":1,"timeAggregation":"Average"}]}}`,
		`{"properties":{"severity":1,"criteria":{"odata.type":"Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
		  "allOf":[{"criterionType":"StaticThresholdCriterion","name":"c","metricName":"m","operator":"GreaterThan","threshold":1,"timeAggregation":"Average"}]}}}`},
	{"not flattened", "web:WebAppApplicationSettings",
		`{"resourceGroupName":"g","name":"s","properties":{"A":"1","b":"2"}}`, `{"properties":{"A":"1","b":"2"}}`},
	{"map of objects", "web:WebAppConnectionStrings",
		`{"resourceGroupName":"g","name":"s","properties":{"db":{"type":"SQLAzure","value":"x"}}}`,
		`{"properties":{"db":{"type":"SQLAzure","value":"x"}}}`},
	{"path and body", "insights:WebTest",
		`{"resourceGroupName":"g","webTestName":"w","webTestKind":"standard","syntheticMonitorId":"w","locations":[{"location":"emea-nl-ams-azr"}],
		  "request":{"requestUrl":"https://a.example","headers":[{"headerFieldName":"h","headerFieldValue":"v"}]}}`,
		`{"properties":{"Name":"w","Kind":"standard","SyntheticMonitorId":"w","Locations":[{"Id":"emea-nl-ams-azr"}],
		  "Request":{"RequestUrl":"https://a.example","Headers":[{"key":"h","value":"v"}]}}}`},
	{"properties demanded", "keyvault:Vault", `{"resourceGroupName":"g","vaultName":"v"}`, `{"properties":{}}`},
	{"nulls and the engine's own names", "resources:ResourceGroup",
		`{"resourceGroupName":"g","location":"westeurope","managedBy":null,"__defaults":[]}`, `{"location":"westeurope"}`},
	{"generic", "resources:Resource",
		`{"resourceGroupName":"g","apiVersion":"2021-11-01","resourceProviderNamespace":"Microsoft.ServiceBus","parentResourcePath":"","resourceType":"namespaces",
		  "resourceName":"n","location":"westeurope","sku":{"name":"Premium"},"properties":{"zoneRedundant":true}}`,
		`{"location":"westeurope","sku":{"name":"Premium"},"properties":{"zoneRedundant":true}}`},
}

func TestBodies(t *testing.T) {
	for _, c := range bodyCases {
		t.Run(c.name, func(t *testing.T) {
			r := lookup(t, c.token)
			body, err := r.Body(object(t, c.inputs))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(object(t, c.body), body); diff != "" {
				t.Error(diff)
			}
			// What ARM answers leads back to the inputs.
			back := r.Writable(r.Outputs(body))
			want := object(t, c.inputs)
			for _, name := range append(r.PathInputs(), "__defaults", "managedBy", "apiVersion", "parentResourcePath") {
				delete(want, name)
				delete(back, name)
			}
			if c.name == "properties demanded" {
				delete(back, "properties")
			}
			if diff := cmp.Diff(want, back); diff != "" {
				t.Errorf("the way back: %s", diff)
			}
		})
	}
}

func TestUnknownPropertiesAreAllNamed(t *testing.T) {
	_, err := lookup(t, "storage:StorageAccount").Body(object(t, `{"colour":1,"sku":{"shade":2}}`))
	if err == nil || !strings.Contains(err.Error(), "no property colour") || !strings.Contains(err.Error(), "no property sku.shade") {
		t.Errorf("got %v", err)
	}
}

func TestOutputs(t *testing.T) {
	body := object(t, `{"id":"/x","name":"s","type":"Microsoft.Web/sites","location":"West Europe","identity":{"type":"UserAssigned","userAssignedIdentities":{"/i":{"principalId":"p","clientId":"c"}}},
		"properties":{"defaultHostName":"s.example","httpsOnly":true,"siteConfig":{"linuxFxVersion":"DOCKER|i","appSettings":null},"state":"Running"}}`)
	got := lookup(t, "web:WebApp").Outputs(body)
	want := object(t, `{"name":"s","type":"Microsoft.Web/sites","location":"West Europe","identity":{"type":"UserAssigned","userAssignedIdentities":{"/i":{"principalId":"p","clientId":"c"}}},
		"defaultHostName":"s.example","httpsOnly":true,"siteConfig":{"linuxFxVersion":"DOCKER|i"},"state":"Running"}`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	writable := lookup(t, "web:WebApp").Writable(got)
	if diff := cmp.Diff(object(t, `{"type":"UserAssigned","userAssignedIdentities":["/i"]}`), writable["identity"]); diff != "" {
		t.Error(diff)
	}
	if _, ok := writable["defaultHostName"]; ok {
		t.Error("defaultHostName counts as writable")
	}
}

func TestIDs(t *testing.T) {
	cases := []struct{ token, inputs, id string }{
		{"resources:ResourceGroup", `{"resourceGroupName":"g"}`, "/subscriptions/S/resourceGroups/g"},
		{"sql:Database", `{"resourceGroupName":"g","serverName":"s","databaseName":"d"}`, "/subscriptions/S/resourceGroups/g/providers/Microsoft.Sql/servers/s/databases/d"},
		{"web:WebAppApplicationSettings", `{"resourceGroupName":"g","name":"s"}`, "/subscriptions/S/resourceGroups/g/providers/Microsoft.Web/sites/s/config/appsettings"},
		{"storage:BlobContainer", `{"resourceGroupName":"g","accountName":"a","containerName":"c"}`, "/subscriptions/S/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a/blobServices/default/containers/c"},
		{"network/v20200601:PrivateRecordSet", `{"resourceGroupName":"g","privateZoneName":"z","recordType":"A","relativeRecordSetName":"@"}`, "/subscriptions/S/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/z/A/@"},
		{"authorization:RoleAssignment", `{"scope":"/subscriptions/S/resourceGroups/g","roleAssignmentName":"r"}`, "/subscriptions/S/resourceGroups/g/providers/Microsoft.Authorization/roleAssignments/r"},
		{"insights:DiagnosticSetting", `{"resourceUri":"/subscriptions/S/resourceGroups/g/providers/Microsoft.Sql/servers/s","name":"d"}`, "/subscriptions/S/resourceGroups/g/providers/Microsoft.Sql/servers/s/providers/Microsoft.Insights/diagnosticSettings/d"},
		{"resources:Resource", `{"resourceGroupName":"g","resourceProviderNamespace":"Microsoft.ServiceBus","parentResourcePath":"namespaces/n","resourceType":"queues","resourceName":"q"}`, "/subscriptions/S/resourceGroups/g/providers/Microsoft.ServiceBus/namespaces/n/queues/q"},
	}
	for _, c := range cases {
		r := lookup(t, c.token)
		id, err := r.ID("S", object(t, c.inputs))
		if err != nil || id != c.id {
			t.Errorf("%s: %q, %v; want %q", c.token, id, err, c.id)
		}
		if diff := cmp.Diff(object(t, c.inputs), r.PathValues(id)); diff != "" {
			t.Errorf("%s: %s", c.token, diff)
		}
		if values := r.PathValues(strings.ToUpper(id)); values == nil {
			t.Errorf("%s: an id in capitals is not recognised", c.token)
		}
		if values := r.PathValues("/subscriptions/S"); values != nil {
			t.Errorf("%s: a foreign id stands for %v", c.token, values)
		}
		if _, err := r.ID("S", nil); err == nil || strings.Count(err.Error(), "is missing") != len(r.PathInputs()) {
			t.Errorf("%s: without inputs: %v", c.token, err)
		}
	}
}

func TestFacts(t *testing.T) {
	server := lookup(t, "sql:Server")
	if server.ARMType() != "Microsoft.Sql/servers" || server.APIVersion(nil) != "2021-11-01" || server.AutoName() != "serverName" || !server.NeedsLocation() {
		t.Errorf("%s %s %s %t", server.ARMType(), server.APIVersion(nil), server.AutoName(), server.NeedsLocation())
	}
	light := lookup(t, "network/v20190801:Subnet")
	if light.APIVersion(nil) != "2019-08-01" {
		t.Errorf("light subnet at %s", light.APIVersion(nil))
	}
	account := lookup(t, "storage:StorageAccount")
	if diff := cmp.Diff([]string{"kind", "sku"}, account.Required()); diff != "" {
		t.Error(diff)
	}
	for path, want := range map[string]bool{"location": true, "accountName": true, "resourceGroupName": true, "isHnsEnabled": true, "kind": false, "sku.name": false, "tags.location": false} {
		if got := account.ForceNew(strings.Split(path, ".")); got != want {
			t.Errorf("ForceNew(%s) = %t", path, got)
		}
	}
	if !lookup(t, "network/v20210201:PrivateEndpoint").ForceNew([]string{"subnet", "id"}) || !lookup(t, "cdn:Profile").ForceNew([]string{"sku", "name"}) {
		t.Error("nested changes that force a new resource are missed")
	}
	if !contains(server.WriteOnly(), "administratorLoginPassword") {
		t.Errorf("write-only: %v", server.WriteOnly())
	}
	outputs := account.OutputShape()
	if !slices.Contains(outputs.Fields(), "primaryEndpoints") || !slices.Contains(outputs.Field("sku").Fields(), "tier") {
		t.Errorf("outputs: %v", outputs.Fields())
	}
	if _, ok := meta.Lookup("azure-native:nowhere:Thing"); ok {
		t.Error("a token that does not exist is found")
	}
	if _, ok := meta.Lookup("random:index/randomId:RandomId"); ok {
		t.Error("another provider's token is found")
	}
}

func contains(paths [][]string, want string) bool {
	for _, path := range paths {
		if strings.Join(path, ".") == want {
			return true
		}
	}
	return false
}

func TestFunctions(t *testing.T) {
	f, ok := meta.LookupFunction("azure-native:storage:getStorageAccount")
	if !ok || f.Resource.Token() != "azure-native:storage:StorageAccount" || f.Method != "GET" || f.Raw {
		t.Errorf("%+v %t", f, ok)
	}
	f, ok = meta.LookupFunction("azure-native:storage:listStorageAccountKeys")
	if !ok || f.Method != "POST" || f.Suffix != "/listKeys" || !f.Raw {
		t.Errorf("%+v %t", f, ok)
	}
	if _, ok := meta.LookupFunction("azure-native:storage:getNothing"); ok {
		t.Error("a function that does not exist is found")
	}
}

func TestNormalise(t *testing.T) {
	r := lookup(t, "web:WebApp")
	a := r.Normalise(object(t, `{"location":"West Europe","kind":null,"identity":{"userAssignedIdentities":["/b","/a"]}}`))
	b := r.Normalise(object(t, `{"location":"westeurope","identity":{"userAssignedIdentities":["/a","/b"]}}`))
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkBody(b *testing.B) {
	r := lookup(b, "storage:StorageAccount")
	inputs := object(b, `{"kind":"StorageV2","sku":{"name":"Standard_ZRS"},"networkRuleSet":{"defaultAction":"Deny"}}`)
	for b.Loop() {
		if _, err := r.Body(inputs); err != nil {
			b.Fatal(err)
		}
	}
}
