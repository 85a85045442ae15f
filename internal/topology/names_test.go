package topology_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tandem-platform/tandem/internal/topology"
)

// Kinds that are no ARM types: what Azure shows to people or takes as a part
// of another name.
const (
	shortText = "short text" // action groups: 12 characters
	freeText  = "free text"
	prefix    = "prefix of " // followed by the type
)

// kinds says what each name is the name of. A field that is missing here fails
// the tests, so that no name escapes Azure's limits.
var kinds = map[string]string{
	"ResourceGroup":         "Microsoft.Resources/resourceGroups",
	"VirtualNetwork":        "Microsoft.Network/virtualNetworks",
	"IntegrationSubnet":     "Microsoft.Network/virtualNetworks/subnets",
	"PrivateEndpointSubnet": "Microsoft.Network/virtualNetworks/subnets",
	"IntegrationNSG":        "Microsoft.Network/networkSecurityGroups",
	"PrivateEndpointNSG":    "Microsoft.Network/networkSecurityGroups",
	"Identity":              "Microsoft.ManagedIdentity/userAssignedIdentities",
	"Vault":                 "Microsoft.KeyVault/vaults",
	"SQLServer":             "Microsoft.Sql/servers",
	"StorageAccount":        "Microsoft.Storage/storageAccounts",
	"Plan":                  "Microsoft.Web/serverfarms",
	"App":                   "Microsoft.Web/sites",
	"Autoscale":             "Microsoft.Insights/autoscalesettings",
	"Workspace":             "Microsoft.OperationalInsights/workspaces",
	"Component":             "Microsoft.Insights/components",
	"ActionGroup":           "Microsoft.Insights/actionGroups",
	"ActionGroupShort":      shortText,
	"VaultEndpoint":         "Microsoft.Network/privateEndpoints",
	"SQLEndpoint":           "Microsoft.Network/privateEndpoints",
	"BlobEndpoint":          "Microsoft.Network/privateEndpoints",
	"AppEndpoint":           "Microsoft.Network/privateEndpoints",
	"AlertPrefix":           prefix + "Microsoft.Insights/metricAlerts",
	"FrontDoorProfile":      "Microsoft.Cdn/profiles",
	"EndpointApp":           "Microsoft.Cdn/profiles/afdEndpoints",
	"EndpointBlue":          "Microsoft.Cdn/profiles/afdEndpoints",
	"EndpointGreen":         "Microsoft.Cdn/profiles/afdEndpoints",
	"WAFPolicy":             "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
	"DirectWAFPolicy":       "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
	"SecurityPolicy":        "Microsoft.Cdn/profiles/securityPolicies",
	"DirectSecurityPolicy":  "Microsoft.Cdn/profiles/securityPolicies",
	"RuleSet":               "Microsoft.Cdn/profiles/ruleSets",
	"FailoverGroup":         "Microsoft.Sql/servers/failoverGroups",
	"Database":              "Microsoft.Sql/servers/databases",
	"Dashboard":             "Microsoft.Portal/dashboards",
	"DashboardName":         freeText,
	"Budget":                "Microsoft.Consumption/budgets",
	"SignIn":                freeText,
	"WebTestPrefix":         prefix + "Microsoft.Insights/webtests",
}

// named is one name with what it is the name of.
type named struct{ field, kind, name string }

// allNames returns every name of a system.
func allNames(t rapid.TB, id topology.Identity) []named {
	var all []named
	for _, stamp := range topology.Stamps() {
		all = append(all, fields(t, string(stamp), reflect.ValueOf(id.Stamp(stamp)))...)
	}
	return append(all, fields(t, "global", reflect.ValueOf(id.Global()))...)
}

func fields(t rapid.TB, path string, v reflect.Value) []named {
	var all []named
	for i := range v.NumField() {
		field := v.Type().Field(i).Name
		if v.Field(i).Kind() == reflect.Struct {
			all = append(all, fields(t, path+"."+field, v.Field(i))...)
			continue
		}
		kind, ok := kinds[field]
		if !ok {
			t.Fatalf("%s.%s: say in kinds what it is the name of", path, field)
		}
		all = append(all, named{path + "." + field, kind, v.Field(i).String()})
	}
	return all
}

func systems() *rapid.Generator[string]      { return rapid.StringMatching(`[a-z][a-z0-9]{1,5}`) }
func environments() *rapid.Generator[string] { return rapid.StringMatching(`[a-z][a-z0-9]{0,7}`) }

func identities() *rapid.Generator[topology.Identity] {
	return rapid.Custom(func(t *rapid.T) topology.Identity {
		return topology.Identity{
			System:      systems().Draw(t, "system"),
			Environment: environments().Draw(t, "environment"),
			Generation:  rapid.IntRange(1, topology.MaxGeneration).Draw(t, "generation"),
		}
	})
}

// longest is the identity whose names are the longest of all.
var longest = topology.Identity{System: "abcdef", Environment: "abcdefgh", Generation: topology.MaxGeneration}

func checkLimits(t rapid.TB, id topology.Identity) {
	if err := id.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, n := range allNames(t, id) {
		kind, name := n.kind, n.name
		if rest, ok := strings.CutPrefix(kind, prefix); ok {
			kind, name = rest, name+"-"+strings.Repeat("a", 40)
		}
		switch kind {
		case shortText:
			if len(name) > 12 {
				t.Errorf("%s: %q is longer than 12 characters", n.field, name)
			}
		case freeText:
		default:
			if err := topology.CheckName(kind, name); err != nil {
				t.Errorf("%s: %v", n.field, err)
			}
		}
	}
}

func TestNamesKeepAzuresLimits(t *testing.T) {
	checkLimits(t, longest)
	checkLimits(t, topology.Identity{System: "ab", Environment: "a", Generation: 1})
	rapid.Check(t, func(t *rapid.T) { checkLimits(t, identities().Draw(t, "identity")) })
}

// names indexes the names that must not meet, by type and name. Azure compares
// names without regard to case.
func index(t rapid.TB, id topology.Identity) map[string]string {
	byName := map[string]string{}
	for _, n := range allNames(t, id) {
		if n.kind == shortText {
			continue
		}
		key := n.kind + " " + strings.ToLower(n.name)
		if other, taken := byName[key]; taken {
			t.Errorf("%+v: %s and %s are both called %s", id, other, n.field, n.name)
		}
		byName[key] = n.field
	}
	return byName
}

func checkDisjoint(t rapid.TB, a, b topology.Identity) {
	own := index(t, a)
	for key, field := range index(t, b) {
		if other, taken := own[key]; taken {
			t.Errorf("%s of %+v and %s of %+v are the same %s", other, a, field, b, key)
		}
	}
}

func TestNamesOfTwoSystemsNeverMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := identities().Draw(t, "a"), identities().Draw(t, "b")
		if a.System == b.System && a.Environment == b.Environment {
			t.Skip("one system")
		}
		checkDisjoint(t, a, b)
	})
}

// Names that run the parts together are in danger where one text can be cut in
// two places, so those cases are sought out.
func TestNamesDoNotMeetWhereTheCutMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z]{4,10}`).Draw(t, "text")
		low, high := max(2, len(text)-topology.MaxEnvironmentLength), min(topology.MaxSystemLength, len(text)-1)
		i, j := rapid.IntRange(low, high).Draw(t, "i"), rapid.IntRange(low, high).Draw(t, "j")
		if i == j {
			t.Skip("one cut")
		}
		generation := rapid.IntRange(1, topology.MaxGeneration).Draw(t, "generation")
		checkDisjoint(t,
			topology.Identity{System: text[:i], Environment: text[i:], Generation: generation},
			topology.Identity{System: text[:j], Environment: text[j:], Generation: generation})
	})
}

func TestGenerationChangesOnlyWhatAzureKeeps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := identities().Draw(t, "a")
		b := a
		b.Generation = rapid.IntRange(1, topology.MaxGeneration).Filter(func(g int) bool { return g != a.Generation }).Draw(t, "other")
		before, after := allNames(t, a), allNames(t, b)
		for i := range before {
			changed := before[i].name != after[i].name
			if kept := before[i].kind == kinds["Vault"]; changed != kept {
				t.Errorf("%s: %s and %s in two generations", before[i].field, before[i].name, after[i].name)
			}
		}
	})
}

// Names are an interface: a change of any of them replaces the resource and
// its data.
func TestNamesStayAsTheyAre(t *testing.T) {
	id := topology.Identity{System: "tandem", Environment: "prod", Generation: 1}
	blue, global := id.Stamp(topology.Blue), id.Global()
	for _, c := range []struct{ got, want string }{
		{blue.ResourceGroup, "rg-tandem-prod-blue"},
		{blue.Vault, "kvtandemprodblue016"},
		{blue.StorageAccount, "sttandemprodblue6"},
		{blue.SQLServer, "sql-tandem-prod-blue"},
		{blue.App, "app-tandem-prod-blue"},
		{blue.Workspace, "log-tandem-prod-blue"},
		{blue.Alert("cpu"), "alert-tandem-prod-blue-cpu"},
		{global.ResourceGroup, "rg-tandem-prod-global"},
		{global.FailoverGroup, "fg-tandem-prod"},
		{global.Endpoint(topology.Blue), "tandem-prod-blue"},
		{global.Endpoint(topology.Green), "tandem-prod-green"},
		{global.Cross(topology.Blue).SQLEndpoint, "pe-tandem-prod-blue-green-sql"},
		{global.Cross(topology.Green).BlobEndpoint, "pe-tandem-prod-green-blue-blob"},
		{global.WebTest("app"), "webtest-tandem-prod-app"},
		{global.Alert("lag"), "alert-tandem-prod-global-lag"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

func TestIdentityValidate(t *testing.T) {
	good := topology.Identity{System: "tandem", Environment: "prod", Generation: 1}
	for name, c := range map[string]struct {
		change func(*topology.Identity)
		want   string
	}{
		"system too short":       {func(id *topology.Identity) { id.System = "a" }, `system "a"`},
		"system too long":        {func(id *topology.Identity) { id.System = "abcdefg" }, `system "abcdefg"`},
		"system with a digit":    {func(id *topology.Identity) { id.System = "1ab" }, `system "1ab"`},
		"environment too long":   {func(id *topology.Identity) { id.Environment = "abcdefghi" }, `environment "abcdefghi"`},
		"environment in capital": {func(id *topology.Identity) { id.Environment = "Prod" }, `environment "Prod"`},
		"environment missing":    {func(id *topology.Identity) { id.Environment = "" }, `environment ""`},
		"generation of zero":     {func(id *topology.Identity) { id.Generation = 0 }, "generation 0"},
		"generation too high":    {func(id *topology.Identity) { id.Generation = 100 }, "generation 100"},
	} {
		t.Run(name, func(t *testing.T) {
			id := good
			c.change(&id)
			if err := id.Validate(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %s", err, c.want)
			}
		})
	}
	all := topology.Identity{}.Validate()
	if all == nil || strings.Count(all.Error(), "\n") != 2 {
		t.Errorf("three faults must be reported at once, got %v", all)
	}
}

func TestCheckName(t *testing.T) {
	for _, c := range []struct{ kind, good, bad string }{
		{"Microsoft.KeyVault/vaults", "kv-a", "kv--a"},
		{"Microsoft.KeyVault/vaults", "kva", "1kv"},
		{"Microsoft.Storage/storageAccounts", "abc", "ab-c"},
		{"Microsoft.Storage/storageAccounts", strings.Repeat("a", 24), strings.Repeat("a", 25)},
		{"Microsoft.Storage/storageAccounts/blobServices/containers", "a-b", "a--b"},
		{"Microsoft.Sql/servers", "sql-a", "Sql-a"},
		{"Microsoft.Sql/servers/databases", "orders 2", "orders/2"},
		{"Microsoft.Network/FrontDoorWebApplicationFirewallPolicies", "wafa1", "waf-a"},
		{"Microsoft.Cdn/profiles/afdEndpoints", strings.Repeat("a", 46), strings.Repeat("a", 47)},
		{"Microsoft.Cdn/profiles/ruleSets", "r1", "1r"},
		{"Microsoft.Network/virtualNetworks", "vnet-a", "vnet-"},
		{"Microsoft.Resources/resourceGroups", "rg.a", "rg."},
		{"Microsoft.Portal/dashboards", "dash", "da"},
		{"Microsoft.Insights/metricAlerts", "alert a", "alert/a"},
	} {
		if err := topology.CheckName(c.kind, c.good); err != nil {
			t.Errorf("%s: %q must pass: %v", c.kind, c.good, err)
		}
		err := topology.CheckName(c.kind, c.bad)
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", c.bad)) {
			t.Errorf("%s: %q must be refused by name, got %v", c.kind, c.bad, err)
		}
	}
	if err := topology.CheckName("Microsoft.Nothing/things", "a"); err == nil {
		t.Error("a type without a rule must be refused, not waved through")
	}
}
