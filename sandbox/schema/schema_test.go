package schema_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/sandbox/schema"
)

func load(t testing.TB) *schema.Set {
	t.Helper()
	set, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func lookup(t testing.TB, key string) *schema.Type {
	t.Helper()
	name, version, _ := strings.Cut(key, "@")
	typ, refusal := load(t).Lookup(name, version)
	if refusal != nil {
		t.Fatal(refusal)
	}
	return typ
}

func body(t testing.TB, text string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

// The embedded files hold the types that types.txt names, and no others.
func TestEveryListedTypeIsThere(t *testing.T) {
	raw, err := os.ReadFile("types.txt")
	if err != nil {
		t.Fatal(err)
	}
	set := load(t)
	listed := map[string]bool{}
	for _, line := range strings.Split(string(raw), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, version, _ := strings.Cut(line, "@")
		listed[name] = true
		typ, refusal := set.Lookup(strings.ToUpper(name), version)
		if refusal != nil {
			t.Errorf("%s: %v", line, refusal)
		} else if typ.Name != name || typ.Version != version {
			t.Errorf("%s: found %s@%s", line, typ.Name, typ.Version)
		}
	}
	if held := set.Types(); len(held) != len(listed) {
		t.Errorf("the files hold %d types, types.txt names %d", len(held), len(listed))
	}
}

// Every api-version that the specification has of a type is there, whether types.txt
// names it or not, each with its own properties.
func TestOtherVersions(t *testing.T) {
	set := load(t)
	versions := set.Versions("microsoft.storage/storageAccounts")
	if !slices.IsSortedFunc(versions, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("not the newest first: %v", versions)
	}
	for version, known := range map[string]bool{"2019-06-01": false, "2022-09-01": true, "2023-05-01": true} {
		typ, refusal := set.Lookup("Microsoft.Storage/storageAccounts", version)
		if refusal != nil || !slices.Contains(versions, version) {
			t.Fatalf("%s: %v; listed are %v", version, refusal, versions)
		}
		given := body(t, `{`+account+`,"properties":{"dnsEndpointType":"Standard"}}`)
		if found := typ.Validate(given, schema.Options{}); (len(found) == 0) != known {
			t.Errorf("%s: dnsEndpointType: %v, want it known: %v", version, found, known)
		}
	}
}

func TestLookupRefuses(t *testing.T) {
	cases := []struct {
		name, version string
		status        int
		code, message string
	}{
		{"Microsoft.Nowhere/things", "2022-09-01", 404, "InvalidResourceNamespace", "'Microsoft.Nowhere'"},
		{"Microsoft.Storage/storageAcounts", "2022-09-01", 404, "InvalidResourceType", "'storageAcounts' could not be found in the namespace 'Microsoft.Storage'"},
		{"microsoft.storage/storageaccounts", "1999-01-01", 400, "NoRegisteredProviderFound", "'storageAccounts'. The supported api-versions are '2023-05-01, 2023-04-01"},
		{"Microsoft.Storage/storageAccounts", "latest", 400, "InvalidApiVersionParameter", "The supported versions are '2023-05-01,2023-04-01"},
		{"Microsoft.Resources/resourceGroups", "1999-01-01", 400, "InvalidApiVersionParameter", "2021-04-01"},
		{"Microsoft.Storage/storageAccounts", "", 400, "MissingApiVersionParameter", "required"},
	}
	for _, c := range cases {
		_, refusal := load(t).Lookup(c.name, c.version)
		if refusal == nil {
			t.Errorf("%s@%s: not refused", c.name, c.version)
			continue
		}
		if refusal.Status != c.status || refusal.Code != c.code || !strings.Contains(refusal.Message, c.message) {
			t.Errorf("%s@%s: %v, want %d %s with %q", c.name, c.version, refusal, c.status, c.code, c.message)
		}
	}
}

const account = `"location":"westeurope","kind":"StorageV2","sku":{"name":"Standard_ZRS"}`

// violationCases: each row is a body with one fault and says where and what it
// is; the body without the fault passes.
var violationCases = []struct {
	name, typ, resource string
	good, bad           string
	path                string
	kind                schema.Kind
}{
	{"unknown property", "Microsoft.Storage/storageAccounts@2022-09-01", "",
		`{` + account + `,"properties":{"allowBlobPublicAccess":false}}`,
		`{` + account + `,"properties":{"allowBlobPublicAcces":false}}`,
		"properties.allowBlobPublicAcces", schema.UnknownProperty},
	{"unknown property at the top", "Microsoft.Storage/storageAccounts@2022-09-01", "",
		`{` + account + `,"tags":{"a":"b"}}`, `{` + account + `,"colour":"blue"}`, "colour", schema.UnknownProperty},
	{"missing property", "Microsoft.Storage/storageAccounts@2022-09-01", "",
		`{` + account + `}`, `{"location":"westeurope","kind":"StorageV2"}`, "sku", schema.MissingRequired},
	{"null for a required property", "Microsoft.Storage/storageAccounts@2022-09-01", "",
		`{` + account + `,"tags":null}`, `{"location":null,"kind":"StorageV2","sku":{"name":"Standard_ZRS"}}`, "location", schema.MissingRequired},
	{"missing nested property", "Microsoft.KeyVault/vaults@2023-02-01", "",
		`{"location":"westeurope","properties":{"tenantId":"00000000-0000-4000-8000-0000000000b1","sku":{"family":"A","name":"standard"}}}`,
		`{"location":"westeurope","properties":{"tenantId":"00000000-0000-4000-8000-0000000000b1","sku":{"family":"A"}}}`,
		"properties.sku.name", schema.MissingRequired},
	{"number for a string", "Microsoft.Web/sites@2022-09-01", "",
		`{"location":"westeurope","properties":{"siteConfig":{"minTlsVersion":"1.2"}}}`,
		`{"location":"westeurope","properties":{"siteConfig":{"minTlsVersion":1.2}}}`,
		"properties.siteConfig.minTlsVersion", schema.WrongType},
	{"string for a boolean", "Microsoft.Web/sites@2022-09-01", "",
		`{"location":"westeurope","properties":{"httpsOnly":true}}`,
		`{"location":"westeurope","properties":{"httpsOnly":"true"}}`, "properties.httpsOnly", schema.WrongType},
	{"object for an array", "Microsoft.Network/virtualNetworks@2019-08-01", "",
		`{"location":"westeurope","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}`,
		`{"location":"westeurope","properties":{"addressSpace":{"addressPrefixes":{"a":"10.0.0.0/16"}}}}`,
		"properties.addressSpace.addressPrefixes", schema.WrongType},
	{"array for an object", "Microsoft.Network/virtualNetworks@2019-08-01", "",
		`{"location":"westeurope","properties":{"addressSpace":{}}}`, `{"location":"westeurope","properties":{"addressSpace":[]}}`,
		"properties.addressSpace", schema.WrongType},
	{"number in a list of strings", "Microsoft.Network/virtualNetworks@2019-08-01", "",
		`{"properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16","10.1.0.0/16"]}}}`,
		`{"properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16",7]}}}`,
		"properties.addressSpace.addressPrefixes[1]", schema.WrongType},
	{"fraction for an integer", "Microsoft.Cdn/profiles/originGroups/origins@2023-05-01", "",
		`{"properties":{"hostName":"a.example","weight":50}}`, `{"properties":{"hostName":"a.example","weight":50.5}}`,
		"properties.weight", schema.WrongType},
	{"open enum", "Microsoft.Storage/storageAccounts@2022-09-01", "",
		`{` + account + `,"properties":{"minimumTlsVersion":"TLS1_2"}}`,
		`{` + account + `,"properties":{"minimumTlsVersion":"TLS1_9"}}`, "properties.minimumTlsVersion", schema.NotInEnum},
	{"closed enum", "Microsoft.Cdn/profiles/customDomains@2023-05-01", "",
		`{"properties":{"hostName":"a.example","tlsSettings":{"certificateType":"ManagedCertificate","minimumTlsVersion":"TLS12"}}}`,
		`{"properties":{"hostName":"a.example","tlsSettings":{"certificateType":"ManagedCertificate","minimumTlsVersion":"TLS13"}}}`,
		"properties.tlsSettings.minimumTlsVersion", schema.NotInEnum},
	{"empty string in an enum", "Microsoft.Storage/storageAccounts@2022-09-01", "",
		`{` + account + `,"properties":{"accessTier":"Hot"}}`, `{` + account + `,"properties":{"accessTier":""}}`,
		"properties.accessTier", schema.NotInEnum},
	{"range", "Microsoft.Cdn/profiles/originGroups/origins@2023-05-01", "",
		`{"properties":{"hostName":"a.example","priority":5}}`, `{"properties":{"hostName":"a.example","priority":9}}`,
		"properties.priority", schema.OutOfRange},
	{"pattern", "Microsoft.KeyVault/vaults@2023-02-01", "",
		`{"location":"westeurope","properties":{"tenantId":"00000000-0000-4000-8000-0000000000b1","sku":{"family":"A","name":"standard"}}}`,
		`{"location":"westeurope","properties":{"tenantId":"contoso0-0000-4000-8000-0000000000b1","sku":{"family":"A","name":"standard"}}}`,
		"properties.tenantId", schema.BadPattern},
	{"length of a string", "Microsoft.Insights/actionGroups@2023-01-01", "",
		`{"location":"global","properties":{"groupShortName":"operators","enabled":true}}`,
		`{"location":"global","properties":{"groupShortName":"all-operators","enabled":true}}`, "properties.groupShortName", schema.BadLength},
	{"named configuration", "Microsoft.Web/sites/config@2022-09-01", "appsettings",
		`{"properties":{"A":"1"}}`, `{"properties":{"A":1}}`, "properties.A", schema.WrongType},
	{"another configuration's property", "Microsoft.Web/sites/config@2022-09-01", "logs",
		`{"properties":{"httpLogs":{"fileSystem":{"enabled":true}}}}`, `{"properties":{"ftpsState":"Disabled"}}`,
		"properties.ftpsState", schema.UnknownProperty},
	{"unknown configuration", "Microsoft.Web/sites/config@2022-09-01", "authsettingsv3",
		`{"name":"web"}`, `{"properties":{}}`, "name", schema.NotInEnum},
	{"discriminator missing", "Microsoft.Insights/metricAlerts@2018-03-01", "",
		metricAlert(`"odata.type":"Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"`, "PT5M"),
		metricAlert(`"allOf":[]`, "PT5M"), "properties.criteria.odata.type", schema.MissingRequired},
	{"discriminator unknown", "Microsoft.Insights/metricAlerts@2018-03-01", "",
		metricAlert(`"odata.type":"Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria"`, "PT5M"),
		metricAlert(`"odata.type":"Microsoft.Azure.Monitor.Guess"`, "PT5M"), "properties.criteria.odata.type", schema.NotInEnum},
	{"rule: values", "Microsoft.Sql/servers@2021-11-01", "",
		`{"location":"westeurope","properties":{"minimalTlsVersion":"1.2"}}`,
		`{"location":"westeurope","properties":{"minimalTlsVersion":"1.9"}}`, "properties.minimalTlsVersion", schema.NotInEnum},
	{"rule: required", "Microsoft.Cdn/profiles/originGroups/origins@2023-05-01", "",
		`{"properties":{"hostName":"a.example"}}`, `{"properties":{"priority":1}}`, "properties.hostName", schema.MissingRequired},
	{"rule: range", "Microsoft.KeyVault/vaults@2023-02-01", "",
		`{"location":"westeurope","properties":{"softDeleteRetentionInDays":7,"tenantId":"00000000-0000-4000-8000-0000000000b1","sku":{"family":"A","name":"standard"}}}`,
		`{"location":"westeurope","properties":{"softDeleteRetentionInDays":6,"tenantId":"00000000-0000-4000-8000-0000000000b1","sku":{"family":"A","name":"standard"}}}`,
		"properties.softDeleteRetentionInDays", schema.OutOfRange},
	{"rule: pattern", "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies@2021-11-01", "",
		`{"properties":{"weeklyRetention":"P4W"}}`, `{"properties":{"weeklyRetention":"4 weeks"}}`,
		"properties.weeklyRetention", schema.BadPattern},
	{"rule: window", "Microsoft.Insights/metricAlerts@2018-03-01", "",
		metricAlert(`"odata.type":"Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"`, "P1D"),
		metricAlert(`"odata.type":"Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"`, "PT1D"),
		"properties.windowSize", schema.NotInEnum},
}

func TestValidate(t *testing.T) {
	for _, c := range violationCases {
		t.Run(c.name, func(t *testing.T) {
			typ := lookup(t, c.typ)
			goodName := c.resource
			if c.name == "unknown configuration" {
				goodName = "web"
			}
			if found := typ.Validate(body(t, c.good), schema.Options{Name: goodName}); len(found) > 0 {
				t.Errorf("the good body is refused: %v", found)
			}
			found := typ.Validate(body(t, c.bad), schema.Options{Name: c.resource})
			if len(found) != 1 || found[0].Path != c.path || found[0].Kind != c.kind {
				t.Fatalf("found %v, want one %s at %s", found, c.kind, c.path)
			}
			refusal := schema.Refusal(typ.Name, found)
			if refusal.Status != 400 || refusal.Code == "" || !strings.Contains(refusal.Message, c.path) || len(refusal.Details) != 1 {
				t.Errorf("refused as %v with %d details", refusal, len(refusal.Details))
			}
		})
	}
}

func metricAlert(criteria, window string) string {
	return `{"location":"global","properties":{"severity":1,"enabled":true,"scopes":["/subscriptions/s"],` +
		`"evaluationFrequency":"PT1M","windowSize":"` + window + `","criteria":{` + criteria + `}}}`
}

func TestAllFaultsAtOnce(t *testing.T) {
	typ := lookup(t, "Microsoft.Storage/storageAccounts@2022-09-01")
	found := typ.Validate(body(t, `{"kind":"StorageV2","sku":{"name":"Standard_XRS"},"properties":{"minimumTlsVersion":12,"colour":1}}`), schema.Options{})
	var paths []string
	for _, v := range found {
		paths = append(paths, v.Path)
	}
	want := []string{"location", "properties.colour", "properties.minimumTlsVersion", "sku.name"}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Error(diff)
	}
	if refusal := schema.Refusal(typ.Name, found); len(refusal.Details) != len(want) || refusal.Code != "LocationRequired" {
		t.Errorf("refused as %v with %d details", refusal, len(refusal.Details))
	}
}

// Each provider has its own words for a bad body; the path and all faults are in
// each of them.
func TestRefusalsByProvider(t *testing.T) {
	for name, code := range map[string]string{
		"Microsoft.Storage/storageAccounts":                         "InvalidValuesForRequestParameters",
		"microsoft.network/virtualNetworks":                         "InvalidRequestFormat",
		"Microsoft.Network/frontDoorWebApplicationFirewallPolicies": "BadRequest",
		"Microsoft.Cdn/profiles":                                    "BadRequest",
		"Microsoft.Web/sites":                                       "BadRequest",
		"Microsoft.KeyVault/vaults":                                 "BadRequest",
		"Microsoft.Insights/components":                             "BadRequest",
		"Microsoft.Sql/servers":                                     "InvalidRequestContent",
		"Microsoft.Resources/resourceGroups":                        "InvalidRequestContent",
	} {
		found := []schema.Violation{{Path: "properties.a", Kind: schema.UnknownProperty, Found: "a", Expected: "b"}, {Path: "properties.c", Kind: schema.MissingRequired}}
		refusal := schema.Refusal(name, found)
		if refusal.Status != 400 || refusal.Code != code || !strings.Contains(refusal.Message, "'properties.a'") || len(refusal.Details) != 2 || refusal.Details[1].Target != "properties.c" {
			t.Errorf("%s: %v %v", name, refusal, refusal.Details)
		}
	}
	if schema.Refusal("Microsoft.Sql/servers", nil) != nil {
		t.Error("a body without faults is refused")
	}
}

func TestPartialBodies(t *testing.T) {
	typ := lookup(t, "Microsoft.Storage/storageAccounts@2022-09-01")
	if found := typ.Validate(body(t, `{"tags":{"a":"b"}}`), schema.Options{Partial: true}); len(found) > 0 {
		t.Errorf("a PATCH needs no required properties: %v", found)
	}
	if found := typ.Validate(body(t, `{"colour":1}`), schema.Options{Partial: true}); len(found) != 1 {
		t.Errorf("a PATCH with an unknown property passes: %v", found)
	}
}

func TestFractions(t *testing.T) {
	typ := lookup(t, "Microsoft.Sql/servers/databases@2021-11-01")
	for _, value := range []any{json.Number("0.5"), 0.5, json.Number("2"), 2, int64(2)} {
		b := map[string]any{"location": "westeurope", "properties": map[string]any{"minCapacity": value}}
		if found := typ.Validate(b, schema.Options{}); len(found) > 0 {
			t.Errorf("%v: %v", value, found)
		}
	}
	budget := lookup(t, "Microsoft.Consumption/budgets@2023-05-01")
	found := budget.Validate(body(t, `{"properties":{"category":"Cost","amount":99.5,"timeGrain":"Monthly","timePeriod":{"startDate":"2026-01-01"},
		"notifications":{"x":{"enabled":true,"operator":"GreaterThan","threshold":79.5,"contactEmails":["a@example.com"]}}}}`), schema.Options{})
	if len(found) > 0 {
		t.Error(found)
	}
}

func TestSensitiveValuesStayOutOfMessages(t *testing.T) {
	typ := lookup(t, "Microsoft.Sql/servers@2021-11-01")
	found := typ.Validate(map[string]any{"location": "westeurope", "properties": map[string]any{"administratorLoginPassword": 12345678}}, schema.Options{})
	if len(found) != 1 || strings.Contains(found[0].String(), "12345678") {
		t.Errorf("found %v", found)
	}
}

func TestStripReadOnly(t *testing.T) {
	typ := lookup(t, "Microsoft.Network/virtualNetworks@2023-02-01")
	in := body(t, `{"id":"/x","name":"n","type":"t","etag":"e","location":"westeurope",
		"properties":{"provisioningState":"Succeeded","resourceGuid":"g","addressSpace":{"addressPrefixes":["10.0.0.0/16"]},
		"subnets":[{"name":"a","properties":{"addressPrefix":"10.0.0.0/24","provisioningState":"Succeeded"}}]}}`)
	if found := typ.Validate(in, schema.Options{}); len(found) > 0 {
		t.Errorf("read-only input is refused: %v", found)
	}
	want := body(t, `{"location":"westeurope","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},
		"subnets":[{"name":"a","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`)
	if diff := cmp.Diff(want, typ.StripReadOnly(in, "n")); diff != "" {
		t.Error(diff)
	}
}

func TestWithholdWriteOnly(t *testing.T) {
	typ := lookup(t, "Microsoft.Sql/servers@2021-11-01")
	visible, hidden := typ.WithholdWriteOnly(body(t, `{"location":"westeurope","properties":{"administratorLogin":"a","administratorLoginPassword":"p"}}`), "s")
	if diff := cmp.Diff(body(t, `{"location":"westeurope","properties":{"administratorLogin":"a"}}`), visible); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]any{"properties.administratorLoginPassword": "p"}, hidden); diff != "" {
		t.Error(diff)
	}
}
