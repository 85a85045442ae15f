package components_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/internal/topology"
)

func TestSignInTrustsEveryEndpointAndNoSecret(t *testing.T) {
	g := recordGlobal(t, globalArgs(func(a *global.Args) { a.Edge.CustomDomain = "shop.example.com" }))
	redirects, _ := named(t, g, "join-signin-application").Input("web.redirectUris")
	require.Len(t, redirects, 4)
	require.Contains(t, redirects, "https://shop.example.com/.auth/login/aad/callback")
	require.Empty(t, g.ByToken("azuread:index:ApplicationPassword"))
	_, marked := named(t, g, "join-signin-application").Input("tags")
	require.False(t, marked, "production has no marks of a test environment")
	test := recordGlobal(t, globalArgs(func(a *global.Args) {
		a.Production, a.GroupTags = false, map[string]string{"class": "test"}
	}))
	for _, name := range []string{"join-signin-application", "join-signin-principal"} {
		owners, _ := named(t, g, name).Input("owners")
		require.Equal(t, []any{graphtest.ObjectID}, owners, "whoever makes it owns it")
		require.Equal(t, []string{"owners"}, named(t, g, name).IgnoreChanges, "and may hand it over")
	}
	for _, name := range []string{"join-signin-application", "join-signin-principal"} {
		marks, _ := named(t, test, name).Input("tags")
		require.Equal(t, []any{"system:shop", "environment:prod", "subscription:sub"}, marks)
	}
	require.Equal(t, "test", named(t, test, "join-group").Text("tags.class"))
	for _, s := range topology.Stamps() {
		credential := named(t, g, fmt.Sprintf("join-signin-%s-credential", s))
		require.Equal(t, "principal-"+s.String(), credential.Text("subject"))
		auth := named(t, g, fmt.Sprintf("join-wiring-%s-sign-in", s))
		require.Equal(t, "Standard", auth.Text("httpSettings.forwardProxy.convention"))
		open, _ := auth.Input("globalValidation.excludedPaths")
		require.Equal(t, []any{"/health/stamp", "/health/instance"}, open)
		setting := auth.Text("identityProviders.azureActiveDirectory.registration.clientSecretSettingName")
		require.Equal(t, "client-"+s.String(), named(t, g, fmt.Sprintf("join-wiring-%s-settings", s)).Text("properties."+setting))
	}
}

func TestWaysLeadToThePeerThroughOwnNetwork(t *testing.T) {
	g := recordGlobal(t, globalArgs())
	endpoints := g.ByToken("azure-native:network:PrivateEndpoint")
	require.Len(t, endpoints, 4)
	for _, s := range topology.Stamps() {
		for _, service := range []string{"sql", "blob"} {
			endpoint := named(t, g, fmt.Sprintf("join-wiring-%s-%s-endpoint", s, service))
			require.Contains(t, endpoint.Text("subnet.id"), "/"+s.String())
			connections, _ := endpoint.Input("privateLinkServiceConnections")
			require.Contains(t, connections.([]any)[0].(map[string]any)["privateLinkServiceId"], "/"+s.Peer().String())
			zones, _ := named(t, g, fmt.Sprintf("join-wiring-%s-%s-zones", s, service)).Input("privateDnsZoneConfigs")
			require.Contains(t, zones.([]any)[0].(map[string]any)["privateDnsZoneId"], s.String())
		}
		reader := named(t, g, fmt.Sprintf("join-wiring-%s-reader", s))
		require.Contains(t, reader.Text("scope"), "/"+s.Peer().String())
		require.Equal(t, "principal-"+s.String(), reader.Text("principalId"))
		require.Equal(t, topology.GUID(reader.Text("scope"), reader.Text("principalId"), "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
			reader.Text("roleAssignmentName"))
	}
}

func TestWatchSeesEverything(t *testing.T) {
	g := recordGlobal(t, globalArgs())
	require.Len(t, g.ByToken("azure-native:insights:WebTest"), 4)
	for _, test := range g.ByToken("azure-native:insights:WebTest") {
		places, _ := test.Input("locations")
		require.GreaterOrEqual(t, len(places.([]any)), 5)
	}
	alerts := g.ByToken("azure-native:insights:MetricAlert")
	require.Len(t, alerts, 10)
	group := named(t, g, "join-watch-action-group")
	for _, a := range alerts {
		actions, _ := a.Input("actions")
		require.Equal(t, group.ID, actions.([]any)[0].(map[string]any)["actionGroupId"], a.Name)
	}
	for _, a := range alerts {
		all, _ := a.Input("criteria.allOf")
		if all == nil {
			continue // an availability test's
		}
		criterion := all.([]any)[0].(map[string]any)
		require.Contains(t, metrics[criterion["metricNamespace"].(string)], criterion["metricName"], a.Name)
		require.Equal(t, true, criterion["skipMetricValidation"], a.Name)
	}
	require.Equal(t, []string{"timePeriod"}, named(t, g, "join-watch-budget").IgnoreChanges)
	require.Contains(t, fmt.Sprint(named(t, g, "join-watch-dashboard").Inputs), "fg-shop-prod.database.windows.net")
}
