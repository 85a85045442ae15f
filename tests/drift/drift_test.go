// Package drift edits a deployed system behind Pulumi's back and requires that
// a preview with refresh shows all that was edited, and nothing else.
package drift

import (
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/behind"
	"github.com/tandem-platform/tandem/tests/rig"
)

func TestMain(m *testing.M) { os.Exit(rig.Main(m)) }

// edit is one change behind Pulumi's back and how the preview tells it.
type edit struct {
	id, version string
	path        string // in ARM; "" deletes the resource
	value       any
	stack, name string // of the resource in Pulumi
	want        string // the property that is shown
}

var identity = topology.Identity{System: "tandem", Environment: "prod", Generation: 1}

func in(group, provider, rest string) string {
	return "/subscriptions/" + sandbox.SubscriptionID + "/resourceGroups/" + group + "/providers/Microsoft." + provider + "/" + rest
}

func stampEdits() []edit {
	blue, green := identity.Stamp(topology.Blue), identity.Stamp(topology.Green)
	account := in(blue.ResourceGroup, "Storage", "storageAccounts/"+blue.StorageAccount)
	return []edit{
		{account, "2022-09-01", "properties.minimumTlsVersion", "TLS1_0", "blue", "blue-storage-account", "minimumTlsVersion"},
		{account + "/blobServices/default", "2022-09-01", "properties.deleteRetentionPolicy.days", 1, "blue", "blue-storage-blobs", "deleteRetentionPolicy.days"},
		{in(blue.ResourceGroup, "Web", "serverfarms/"+blue.Plan), "2022-09-01", "tags.hand", "made", "blue", "blue-app-plan", "tags.hand"},
		{in(blue.ResourceGroup, "Web", "sites/"+blue.App), "2022-09-01", "properties.httpsOnly", false, "blue", "blue-app-site", "httpsOnly"},
		{in(blue.ResourceGroup, "Web", "sites/"+blue.App+"/basicPublishingCredentialsPolicies/ftp"), "2022-09-01", "properties.allow", true, "blue", "blue-app-ftp", "allow"},
		{in(green.ResourceGroup, "KeyVault", "vaults/"+green.Vault), "2023-02-01", "properties.publicNetworkAccess", "Enabled", "green", "green-vault-vault", "properties.publicNetworkAccess"},
		{in(green.ResourceGroup, "Sql", "servers/"+green.SQLServer), "2021-11-01", "properties.publicNetworkAccess", "Enabled", "green", "green-sql-server", "publicNetworkAccess"},
		{in(green.ResourceGroup, "OperationalInsights", "workspaces/"+green.Workspace), "2022-10-01", "properties.retentionInDays", 30, "green", "green-telemetry-workspace", "retentionInDays"},
		{in(green.ResourceGroup, "Insights", "metricAlerts/"+green.Alert("errors")), "2018-03-01", "", nil, "green", "green-alert-errors", ""},
	}
}

func globalEdits() []edit {
	green, global := identity.Stamp(topology.Green), identity.Global()
	profile := in(global.ResourceGroup, "Cdn", "profiles/"+global.FrontDoorProfile)
	return []edit{
		{in(global.ResourceGroup, "Network", "FrontDoorWebApplicationFirewallPolicies/"+global.WAFPolicy), "2022-05-01", "properties.policySettings.mode", "Detection", "global", "global-edge-waf-app", "policySettings.mode"},
		{profile + "/originGroups/app/origins/green", "2023-05-01", "properties.weight", 1, "global", "global-edge-app-green-origin", "weight"},
		{in(green.ResourceGroup, "Web", "sites/"+green.App+"/config/appsettings"), "2022-09-01", "properties.HAND", "made", "global", "global-wiring-green-settings", "properties.HAND"},
	}
}

// shown is a preview as the command tells it.
type shown struct {
	Stacks []struct {
		Stack string `json:"stack"`
		Steps []struct {
			Name       string `json:"name"`
			Op         string `json:"op"`
			Properties []struct {
				Path string `json:"path"`
			} `json:"properties"`
		} `json:"steps"`
	} `json:"stacks"`
}

// changes maps each resource that would change to the operation and the
// properties.
func (s shown) changes() map[string][]string {
	changes := map[string][]string{}
	for _, stack := range s.Stacks {
		for _, step := range stack.Steps {
			told := []string{step.Op}
			for _, property := range step.Properties {
				if step.Op != "create" {
					told = append(told, property.Path)
				}
			}
			changes[stack.Stack+" "+step.Name] = told
		}
	}
	return changes
}

func TestEveryEditShowsInThePreview(t *testing.T) {
	home := rig.Deployed(t)
	s := rig.Serve(t, home, nil)
	var before shown
	rig.MustRun(t, 0, home, "preview", "--refresh", "--json").JSON(t, &before)
	require.Empty(t, before.changes(), "shown before any edit")
	stranger := behind.New(t, s)
	want := map[string][]string{}
	for _, e := range append(stampEdits(), globalEdits()...) {
		if e.path == "" {
			stranger.Send(t.Context(), http.MethodDelete, e.id, e.version, nil)
			want[e.stack+" "+e.name] = []string{"create"}
			continue
		}
		stranger.Edit(t.Context(), e.id, e.version, e.path, e.value)
		want[e.stack+" "+e.name] = []string{"update", e.want}
	}
	var after shown
	rig.MustRun(t, 0, home, "preview", "--refresh", "--json").JSON(t, &after)
	require.Equal(t, want, after.changes())
	rig.MustRun(t, 0, home, "up", "--json")
}
