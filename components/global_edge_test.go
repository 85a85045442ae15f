package components_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/components/graphtest"
)

// rule returns a custom rule of a firewall policy.
func rule(t *testing.T, policy *graphtest.Resource, name string) map[string]any {
	t.Helper()
	rules, _ := policy.Input("customRules.rules")
	for _, r := range rules.([]any) {
		if r := r.(map[string]any); r["name"] == name {
			return r
		}
	}
	return nil
}

func TestFirewall(t *testing.T) {
	g := recordGlobal(t, globalArgs(func(a *global.Args) { a.Edge.CustomDomain, a.Edge.GeoFilter = "shop.example.com", []string{"IE"} }))
	app, direct := named(t, g, "join-edge-waf-app"), named(t, g, "join-edge-waf-direct")
	for _, policy := range []*graphtest.Resource{app, direct} {
		require.Equal(t, "Prevention", policy.Text("policySettings.mode"))
		require.Equal(t, "Premium_AzureFrontDoor", policy.Text("sku.name"))
		sets, _ := policy.Input("managedRules.managedRuleSets")
		require.Len(t, sets, 2)
		for _, name := range []string{"AllowedMethods", "AllowedCountries", "RateLimit"} {
			require.NotNil(t, rule(t, policy, name), name)
		}
	}
	require.Nil(t, rule(t, app, "OperatorsOnly"))

	operators := rule(t, direct, "OperatorsOnly")
	require.Equal(t, "Block", operators["action"])
	conditions := operators["matchConditions"].([]any)
	require.Len(t, conditions, 2)
	elsewhere := conditions[1].(map[string]any)
	pattern := regexp.MustCompile(elsewhere["matchValue"].([]any)[0].(string))
	for uri, health := range map[string]bool{
		"/health/stamp": true, "https://x.azurefd.net/health/stamp": true, "https://x.azurefd.net:443/health/stamp?deep=1": true,
		"/health/stamp/admin": false, "/x/health/stamp": false, "/admin?/health/stamp": false, "https://x.azurefd.net/": false,
	} {
		require.Equal(t, health, pattern.MatchString(uri), uri)
	}

	nobody := recordGlobal(t, globalArgs(func(a *global.Args) { a.Edge.OperatorRanges = nil }))
	require.Len(t, rule(t, named(t, nobody, "join-edge-waf-direct"), "OperatorsOnly")["matchConditions"], 1)
	require.Nil(t, rule(t, named(t, nobody, "join-edge-waf-app"), "AllowedCountries"))
}

// TestEveryDomainIsGuarded holds that no endpoint and no domain is without a firewall.
func TestEveryDomainIsGuarded(t *testing.T) {
	g := recordGlobal(t, globalArgs(func(a *global.Args) { a.Edge.CustomDomain = "shop.example.com" }))
	guarded := map[string]int{}
	for _, policy := range g.ByToken("azure-native:cdn:SecurityPolicy") {
		associations, _ := policy.Input("parameters.associations")
		for _, a := range associations.([]any) {
			for _, d := range a.(map[string]any)["domains"].([]any) {
				guarded[d.(map[string]any)["id"].(string)]++
			}
		}
	}
	domains := append(g.ByToken("azure-native:cdn:AFDEndpoint"), g.ByToken("azure-native:cdn:AFDCustomDomain")...)
	require.Len(t, domains, 4)
	for _, d := range domains {
		require.Equal(t, 1, guarded[d.ID], d.Name)
	}
	app := named(t, g, "join-edge-app-route")
	custom, _ := app.Input("customDomains")
	require.Len(t, custom, 1)
}

func TestOriginsArePrivateAndAssetsUnprobed(t *testing.T) {
	g := recordGlobal(t, globalArgs())
	origins := g.ByToken("azure-native:cdn:AFDOrigin")
	require.Len(t, origins, 6)
	for _, o := range origins {
		require.Equal(t, global.RequestMessage, o.Text("sharedPrivateLinkResource.requestMessage"), o.Name)
		require.Equal(t, o.Text("hostName"), o.Text("originHostHeader"), o.Name)
		want := "sites"
		if strings.Contains(o.Name, "assets") {
			want = "blob"
		}
		require.Equal(t, want, o.Text("sharedPrivateLinkResource.groupId"))
	}
	require.Equal(t, "japaneast", named(t, g, "join-edge-green-origin").Text("sharedPrivateLinkResource.privateLinkLocation"))
	for _, group := range g.ByToken("azure-native:cdn:AFDOriginGroup") {
		_, probed := group.Input("healthProbeSettings")
		require.Equal(t, !strings.Contains(group.Name, "assets"), probed, group.Name)
	}
	for _, route := range g.ByToken("azure-native:cdn:Route") {
		_, cached := route.Input("cacheConfiguration")
		require.False(t, cached, route.Name)
		require.Equal(t, "HttpsOnly", route.Text("forwardingProtocol"))
	}
	patterns, _ := named(t, g, "join-edge-blue-assets-route").Input("patternsToMatch")
	require.Equal(t, []any{"/assets/blue/*"}, patterns)
}
