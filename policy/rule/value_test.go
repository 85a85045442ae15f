package rule_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

func TestPathsNameItems(t *testing.T) {
	v := rule.NewValue(map[string]any{"rules": []any{
		map[string]any{"name": "edge", "action": "Allow"}, map[string]any{"action": "Deny"},
	}})
	items := v.Get("rules").Items()
	require.Equal(t, "rules[edge].action", items[0].Get("action").Path())
	require.Equal(t, "rules[1].action", items[1].Get("action").Path())
	for _, below := range []rule.Value{v.Get("rules"), items[0], items[1].Get("action")} {
		require.Equal(t, "rules", below.Top())
	}
	require.Empty(t, v.Top())
}

// An item of a secret list is addressed by its number, since its name is secret, too.
func TestPathsShowNoSecret(t *testing.T) {
	hidden := map[string]any{"name": "hidden", "action": "Allow"}
	for name, list := range map[string]any{"list": rule.Secret{Value: []any{hidden}}, "item": []any{rule.Secret{Value: hidden}},
		"name": []any{map[string]any{"name": rule.Secret{Value: "hidden"}, "action": "Allow"}}} {
		v := rule.NewValue(map[string]any{"rules": list}).Get("rules").Items()[0].Get("action")
		require.Equal(t, "Allow", v.Text(), name)
		require.Equal(t, "rules[0].action", v.Path(), name)
	}
}

func TestBelowTheUnknownAllIsUnknown(t *testing.T) {
	v := rule.NewValue(map[string]any{"a": rule.Unknown{}, "b": "text"})
	require.True(t, v.Get("a", "b", "c").Unknown())
	require.Equal(t, "a.b.c", v.Get("a", "b", "c").Path())
	require.True(t, v.Get("b", "c").Absent(), "a text has no members")
	require.True(t, v.HasUnknown())
}

func TestSecretsAreReadButNotShown(t *testing.T) {
	v := rule.NewValue(map[string]any{"s": rule.Secret{Value: map[string]any{"key": "value"}}}).Get("s", "key")
	require.Equal(t, "value", v.Text())
	require.Equal(t, "[secret]", v.String())
}

func TestStampIsTheTagsOrTheComponents(t *testing.T) {
	group := &rule.Resource{URN: "urn:pulumi:blue::p::azure-native:resources:ResourceGroup::g", Type: "azure-native:resources:ResourceGroup",
		Custom: true, Parent: "c", Props: map[string]any{"tags": map[string]any{"stamp": "blue"}}}
	component := &rule.Resource{URN: "c", Type: "x:y:Z", Props: map[string]any{}}
	untagged := &rule.Resource{URN: "u", Type: "azure-native:sql:Server", Custom: true, Parent: "c", Props: map[string]any{}}
	stranger := &rule.Resource{URN: "s", Type: "azure-native:sql:Server", Custom: true, Props: map[string]any{}}
	g := rule.NewGraph([]*rule.Resource{group, component, untagged, stranger}, true)
	require.Equal(t, "blue", g.Stamp(group))
	require.Equal(t, "blue", g.Stamp(untagged))
	require.Empty(t, g.Stamp(stranger))
	require.Equal(t, "blue", group.Stack())
}

// TestStampIsNotTheTagThatLies has a tag that the resource's component and group
// contradict, and one that only its group does.
func TestStampIsNotTheTagThatLies(t *testing.T) {
	made := func(urn, typ, parent, group, stamp string) *rule.Resource {
		return &rule.Resource{URN: urn, Type: typ, Parent: parent, Custom: true, Props: map[string]any{
			"resourceGroupName": group, "tags": map[string]any{"stamp": stamp}}}
	}
	const vault = "azure-native:keyvault:Vault"
	blue := made("blue", "azure-native:resources:ResourceGroup", "c", "rg-blue", "blue")
	green := made("green", "azure-native:resources:ResourceGroup", "c", "rg-green", "green")
	one, two, liar := made("1", vault, "c", "RG-blue", "blue"), made("2", vault, "c", "rg-blue", "blue"), made("3", vault, "c", "rg-blue", "green")
	moved, stranger := made("4", vault, "c", "rg-green", "blue"), made("5", vault, "", "rg-blue", "green")
	own, another := made("7", vault, "d", "rg-green", "green"), made("8", vault, "d", "rg-green", "green")
	lock := made("6", "azure-native:authorization:ManagementLockByScope", "c", "", "")
	g := rule.NewGraph([]*rule.Resource{{URN: "c", Type: "x:y:Z"}, {URN: "d", Type: "x:y:Z"}, blue, green, one, two, liar, moved, stranger, lock, own, another}, true)
	for r, want := range map[*rule.Resource]string{blue: "blue", green: "green", one: "blue", liar: "blue", moved: "blue", stranger: "green", own: "green", lock: "blue"} {
		require.Equal(t, want, g.Stamp(r), r.URN)
	}
	lying := made("blue", "azure-native:resources:ResourceGroup", "c", "rg-blue", "green")
	g = rule.NewGraph([]*rule.Resource{{URN: "c", Type: "x:y:Z"}, lying, one, two, lock}, true)
	require.Equal(t, "blue", g.Stamp(lying), "what lies in the group tells")
	require.Equal(t, "blue", g.Stamp(lock), "one tag of three does not change the component")
}

func TestReferencesAreFoundByIDOrByDependency(t *testing.T) {
	server := &rule.Resource{URN: "server", Type: "azure-native:sql:Server", ID: "/subscriptions/1/resourceGroups/G/providers/Microsoft.Sql/servers/S", Props: map[string]any{}}
	refers := func(v any) *rule.Resource {
		return &rule.Resource{URN: "r", Props: map[string]any{"serverId": v}, PropertyDependencies: map[string][]string{"serverId": {"server"}}}
	}
	for name, v := range map[string]any{"by id": "/subscriptions/2/resourcegroups/g/providers/microsoft.sql/servers/s", "by dependency": rule.Unknown{}} {
		r := refers(v)
		g := rule.NewGraph([]*rule.Resource{server, r}, true)
		target, known := g.Refers(r, r.Get("serverId"), "azure-native:sql:Server")
		require.True(t, known, name)
		require.Equal(t, server, target, name)
	}
	r := refers("/subscriptions/1/resourceGroups/other/providers/Microsoft.Sql/servers/S")
	target, known := rule.NewGraph([]*rule.Resource{server, r}, true).Refers(r, r.Get("serverId"))
	require.True(t, known)
	require.Nil(t, target)
}

func TestTokensLoseTheirVersion(t *testing.T) {
	require.Equal(t, "azure-native:sql:Server", rule.Token("azure-native:sql/v20211101:Server"))
	require.Equal(t, "azure-native:sql:Server", rule.Token("azure-native_sql_v20211101:sql:Server"))
	require.Equal(t, "azure-native:sql:Server", rule.Token("azure-native_sql_v20211101:sql/v20211101:Server"))
	require.Equal(t, "azure-native:insights:MetricAlert", rule.Token("azure-native:monitor:MetricAlert"))
	require.Equal(t, "azure-native:network:PrivateZone", rule.Token("azure-native_privatedns_v20240601:privatedns:PrivateZone"))
	require.Equal(t, "azure-natively:sql:Server", rule.Token("azure-natively:sql:Server"))
	require.Equal(t, "azure-native:sql", rule.Token("azure-native:sql"))
	require.Equal(t, "azuread:index/application:Application", rule.Token("azuread:index/application:Application"))
}

// TestWhatIsNoNumberIsNotEnough has what the wire can carry and JSON cannot.
func TestWhatIsNoNumberIsNotEnough(t *testing.T) {
	r := &rule.Resource{URN: "r", Type: "t", Props: map[string]any{"days": math.NaN(), "owner": "  "}}
	set := rule.NewSet([]*rule.Rule{{ID: "TDM-RES-900", Level: rule.Mandatory, Scope: rule.OneResource, Types: []string{"t"},
		Check: func(r *rule.Resource, j *rule.Judge) {
			j.AtLeast(r.Get("days"), nil, 7)
			j.AtMost(r.Get("days"), nil, 90)
			j.Present(r.Get("owner"), "a name")
		}}}, rule.Options{})
	require.Len(t, set.Resource(r).Violations, 3)
}
