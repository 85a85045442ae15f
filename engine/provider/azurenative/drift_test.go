package azurenative_test

import (
	"maps"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/protocol"
)

// drift is one edit made behind Pulumi's back.
type drift struct {
	token  string
	inputs map[string]any
	edit   func(t *testing.T, body map[string]any)
	want   string // the changes that an update would make to undo it
}

func siteInputs() map[string]any {
	return map[string]any{
		"resourceGroupName": "rg", "name": "app", "location": "northeurope", "kind": "app,linux,container",
		"httpsOnly":  true,
		"identity":   map[string]any{"type": "UserAssigned", "userAssignedIdentities": []any{groupPath + "/identity"}},
		"siteConfig": map[string]any{"ftpsState": "Disabled", "alwaysOn": true},
	}
}

func ruleInputs() map[string]any {
	rule := func(name string, priority float64) map[string]any {
		return map[string]any{
			"name": name, "priority": priority, "access": "Deny", "direction": "Inbound", "protocol": "*",
			"sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*",
		}
	}
	return map[string]any{
		"resourceGroupName": "rg", "networkSecurityGroupName": "nsg", "location": "northeurope",
		"securityRules": []any{rule("one", 100), rule("two", 200)},
	}
}

func drifts() map[string]drift {
	edit := func(path string, value any) func(*testing.T, map[string]any) {
		return func(t *testing.T, body map[string]any) { set(t, body, path, value) }
	}
	nsg := "azure-native:network/v20190801:NetworkSecurityGroup"
	return map[string]drift{
		"a value changed":                   {account, accountInputs(), edit("properties.minimumTlsVersion", "TLS1_0"), "~minimumTlsVersion"},
		"a renamed value changed":           {account, accountInputs(), edit("properties.supportsHttpsTrafficOnly", false), "~enableHttpsTrafficOnly"},
		"a value inside an object":          {account, accountInputs(), edit("properties.networkAcls.defaultAction", "Allow"), "~networkRuleSet.defaultAction"},
		"the size changed":                  {account, accountInputs(), edit("sku.name", "Standard_LRS"), "~sku.name"},
		"a tag added":                       {account, accountInputs(), edit("tags.hand", "made"), "-tags.hand"},
		"a tag changed":                     {account, accountInputs(), edit("tags.owner", "else"), "~tags.owner"},
		"a tag removed":                     {account, accountInputs(), edit("tags.owner", nil), "+tags.owner"},
		"a value that the program left out": {account, accountInputs(), edit("properties.accessTier", "Cool"), "-accessTier"},
		"an identity removed": {
			"azure-native:web:WebApp", siteInputs(), edit("identity.userAssignedIdentities", map[string]any{}),
			"+identity.userAssignedIdentities[0]",
		},
		"a setting of the site": {"azure-native:web:WebApp", siteInputs(), edit("properties.siteConfig.ftpsState", "AllAllowed"), "~siteConfig.ftpsState"},
		"an application setting": {
			"azure-native:web:WebAppApplicationSettings",
			map[string]any{"resourceGroupName": "rg", "name": "app", "properties": map[string]any{"A": "1"}},
			edit("properties.A", "2"), "~properties.A",
		},
		"a rule added": {nsg, ruleInputs(), func(_ *testing.T, body map[string]any) {
			properties := body["properties"].(map[string]any)
			properties["securityRules"] = append(properties["securityRules"].([]any), map[string]any{
				"name": "three", "properties": map[string]any{"priority": 300.0, "access": "Allow"},
			})
		}, "-securityRules[2]"},
		"a rule removed": {nsg, ruleInputs(), func(_ *testing.T, body map[string]any) {
			properties := body["properties"].(map[string]any)
			properties["securityRules"] = properties["securityRules"].([]any)[:1]
		}, "+securityRules[1]"},
		"a rule changed": {nsg, ruleInputs(), func(t *testing.T, body map[string]any) {
			rules := body["properties"].(map[string]any)["securityRules"].([]any)
			set(t, rules[1].(map[string]any), "properties.access", "Allow")
		}, "~securityRules[1].access"},
		"moved to another region": {account, accountInputs(), edit("location", "westeurope"), "~!location"},
		"nothing":                 {account, accountInputs(), func(*testing.T, map[string]any) {}, ""},
		"only the way of writing": {"azure-native:web:WebApp", siteInputs(), func(t *testing.T, body map[string]any) {
			set(t, body, "location", "North Europe")
			set(t, body, "identity.userAssignedIdentities", map[string]any{
				"/subscriptions/" + subscription + "/resourcegroups/RG/identity": map[string]any{"clientId": "x"},
			})
		}, ""},
		"what only Azure writes": {account, accountInputs(), edit("properties.statusOfPrimary", "unavailable"), ""},
	}
}

// TestDrift: each edit shows with its property, and nothing else does.
func TestDrift(t *testing.T) {
	for name, c := range drifts() {
		t.Run(name, func(t *testing.T) {
			f := startARM(t)
			p := f.provider()
			f.fill = func(_ string, body map[string]any) {
				if properties, ok := body["properties"].(map[string]any); ok && c.token == account {
					properties["accessTier"], properties["statusOfPrimary"] = "Hot", "available"
				}
			}
			state := create(t, p, c.token, c.inputs)
			c.edit(t, f.live(state.ID))
			read, err := p.Read(t.Context(), protocol.ReadRequest{
				Subject: subject(c.token, "x"), ID: state.ID, Inputs: props(c.inputs), Outputs: state.Outputs,
			})
			if err != nil {
				t.Fatal(err)
			}
			diff, err := p.Diff(t.Context(), protocol.DiffRequest{
				Subject: subject(c.token, "x"), ID: state.ID, OldInputs: read.Inputs, OldOutputs: read.Outputs, NewInputs: props(c.inputs),
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := changes(diff); got != c.want {
				t.Errorf("the update would make the changes %q, want %q", got, c.want)
			}
		})
	}
}

// TestChildrenAreNotDrift: subnets that are resources of their own do not show
// as an edit of their network.
func TestChildrenAreNotDrift(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	token := "azure-native:network/v20190801:VirtualNetwork"
	inputs := map[string]any{
		"resourceGroupName": "rg", "virtualNetworkName": "net", "location": "northeurope",
		"addressSpace": map[string]any{"addressPrefixes": []any{"10.0.0.0/16"}},
	}
	f.fill = func(_ string, body map[string]any) { body["properties"].(map[string]any)["subnets"] = []any{} }
	state := create(t, p, token, inputs)
	set(t, f.live(state.ID), "properties.subnets", []any{map[string]any{"name": "a", "properties": map[string]any{}}})
	read, err := p.Read(t.Context(), protocol.ReadRequest{
		Subject: subject(token, "x"), ID: state.ID, Inputs: props(inputs), Outputs: state.Outputs,
	})
	if err != nil || !read.Inputs.DeepEquals(props(inputs)) {
		t.Errorf("got %v, %v", read.Inputs, err)
	}
}

// TestImport: without anything known, the inputs are all that can be written.
func TestImport(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	f.fill = func(_ string, body map[string]any) {
		body["properties"].(map[string]any)["statusOfPrimary"] = "available"
	}
	state := create(t, p, account, accountInputs())
	read, err := p.Read(t.Context(), protocol.ReadRequest{Subject: subject(account, "x"), ID: state.ID})
	if err != nil || !read.Inputs.DeepEquals(props(accountInputs())) {
		t.Errorf("got %v, %v", read.Inputs, err)
	}
}

// TestReplacement: what can only be had by a new resource replaces; if the new
// one would take the old one's id, the old one goes first.
func TestReplacement(t *testing.T) {
	p := startARM(t).provider()
	with := func(changed map[string]any) resource.PropertyMap {
		inputs := accountInputs()
		maps.Copy(inputs, changed)
		return props(inputs)
	}
	cases := map[string]struct {
		news  resource.PropertyMap
		want  string
		first bool
	}{
		"location": {with(map[string]any{"location": "westeurope"}), "~!location", true},
		"name":     {with(map[string]any{"accountName": "other"}), "~!accountName", false},
		"tls":      {with(map[string]any{"minimumTlsVersion": "TLS1_3"}), "~minimumTlsVersion", false},
		"both": {with(map[string]any{"accountName": "other", "location": "westeurope"}),
			"~!accountName ~!location", false},
		"case of the group": {with(map[string]any{"location": "North Europe"}), "", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			diff, err := p.Diff(t.Context(), protocol.DiffRequest{
				Subject: subject(account, "x"), OldInputs: props(accountInputs()), NewInputs: c.news,
			})
			if err != nil || changes(diff) != c.want || diff.DeleteBeforeReplace != c.first {
				t.Errorf("got %s, first %v, %v; want %s, %v", changes(diff), diff.DeleteBeforeReplace, err, c.want, c.first)
			}
		})
	}
}
