package system

import (
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// edit is a change that somebody makes in Azure past Pulumi.
type edit struct {
	what string
	make func(*rig.Stranger)
	// want is the step that preview has to show: on which stack, for which
	// resource by its logical name, and at which property.
	stack, op, name, property string
}

// set is an edit of one property of a resource's document.
func set(id, version string, value any, path ...string) func(*rig.Stranger) {
	return func(a *rig.Stranger) {
		a.Edit(a.Subscription+id, version, func(properties map[string]any) {
			for _, p := range path[:len(path)-1] {
				properties = properties[p].(map[string]any)
			}
			properties[path[len(path)-1]] = value
		})
	}
}

var edits = []edit{
	{
		what: "an app setting is changed",
		make: func(a *rig.Stranger) {
			id := a.Subscription + groupBlue + "/providers/Microsoft.Web/sites/app-tandem-prod-blue/config/appsettings"
			doc := a.Post(id+"/list", "2022-09-01", nil)
			doc["properties"].(map[string]any)["TANDEM_BLOB_OWN"] = "elsewhere"
			a.Put(id, "2022-09-01", doc)
		},
		stack: "global", op: "update", name: "global-wiring-blue-settings", property: "properties.TANDEM_BLOB_OWN",
	},
	{
		what:  "the firewall only watches",
		make:  set(groupGlobal+network+"/FrontDoorWebApplicationFirewallPolicies/wafatandemprod6", "2022-05-01", "Detection", "policySettings", "mode"),
		stack: "global", op: "update", name: "global-edge-waf-app", property: "policySettings.mode",
	},
	{
		what:  "the standby gets the active stamp's priority",
		make:  set(edge+"/originGroups/app/origins/green", "2023-05-01", 1, "priority"),
		stack: "global", op: "update", name: "global-edge-app-green-origin", property: "priority",
	},
	{
		what:  "an origin is taken out",
		make:  set(edge+"/originGroups/app/origins/blue", "2023-05-01", "Disabled", "enabledState"),
		stack: "global", op: "update", name: "global-edge-app-blue-origin", property: "enabledState",
	},
	{
		what:  "the storage account takes old TLS",
		make:  set(storageBlue, "2022-09-01", "TLS1_0", "minimumTlsVersion"),
		stack: "blue", op: "update", name: "blue-storage-account", property: "minimumTlsVersion",
	},
	{
		what:  "the SQL server opens to the internet",
		make:  set(sqlBlue, "2021-11-01", "Enabled", "publicNetworkAccess"),
		stack: "blue", op: "update", name: "blue-sql-server", property: "publicNetworkAccess",
	},
	{
		what:  "the vault opens to the internet",
		make:  set(groupGreen+"/providers/Microsoft.KeyVault/vaults/kvtandemprodgreen016", "2023-02-01", "Allow", "networkAcls", "defaultAction"),
		stack: "green", op: "update", name: "green-vault-vault", property: "properties.networkAcls.defaultAction",
	},
	{
		what: "a network security group gets a rule",
		make: func(a *rig.Stranger) {
			a.Put(a.Subscription+groupGreen+network+"/networkSecurityGroups/nsg-tandem-prod-green-endpoints/securityRules/debug", "2019-08-01",
				map[string]any{"properties": map[string]any{
					"access": "Allow", "direction": "Inbound", "priority": 3999, "protocol": "*",
					"sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*",
				}})
		},
		stack: "green", op: "update", name: "green-network-endpoint-rules", property: "securityRules",
	},
	{
		what:  "autoscale is switched off",
		make:  set(groupBlue+"/providers/Microsoft.Insights/autoscalesettings/autoscale-tandem-prod-blue", "2022-10-01", false, "enabled"),
		stack: "blue", op: "update", name: "blue-app-autoscale", property: "enabled",
	},
	{
		what: "a diagnostic setting is deleted",
		make: func(a *rig.Stranger) {
			a.Delete(a.Subscription+groupBlue+"/providers/Microsoft.Web/serverfarms/plan-tandem-prod-blue/providers/Microsoft.Insights/diagnosticSettings/to-workspace", "2021-05-01-preview")
		},
		stack: "blue", op: "create", name: "blue-app-plan-diagnostics",
	},
	{
		what: "a tag is lost",
		make: func(a *rig.Stranger) {
			id := a.Subscription + groupGreen + network + "/virtualNetworks/vnet-tandem-prod-green"
			a.Patch(id, "2019-08-01", map[string]any{"tags": map[string]any{"system": "other"}})
		},
		stack: "green", op: "update", name: "green-network-vnet", property: "tags",
	},
	{
		what: "the failover group decides by itself",
		make: func(a *rig.Stranger) {
			a.Patch(a.Subscription+sqlBlue+"/failoverGroups/fg-tandem-prod", "2021-11-01", map[string]any{"properties": map[string]any{
				"readWriteEndpoint": map[string]any{"failoverPolicy": "Automatic", "failoverWithDataLossGracePeriodMinutes": 60},
			}})
		},
		stack: "global", op: "update", name: "global-sql-failover-group", property: "readWriteEndpoint.failoverPolicy",
	},
	{
		what:  "blobs are forgotten sooner",
		make:  set(storageBlue+"/blobServices/default", "2022-09-01", map[string]any{"enabled": true, "days": 1}, "deleteRetentionPolicy"),
		stack: "blue", op: "update", name: "blue-storage-blobs", property: "deleteRetentionPolicy.days",
	},
	{
		what: "a lock is lifted and a container deleted",
		make: func(a *rig.Stranger) {
			a.Delete(a.Subscription+storageBlue+"/providers/Microsoft.Authorization/locks/keep-data", "2020-05-01")
			a.Delete(a.Subscription+storageBlue+"/blobServices/default/containers/control", "2022-09-01")
		},
		stack: "blue", op: "create", name: "blue-storage-container-control",
	},
}

// cascade are the resources that went with the last edit's.
var cascade = []string{"blue-storage-lock", "blue-storage-role-control"}

// TestPreviewRefreshShowsEditsMadeElsewhere makes all edits at once: each must
// show for its own resource and property.
func TestPreviewRefreshShowsEditsMadeElsewhere(t *testing.T) {
	t.Parallel()
	home := rig.Deployed(t)
	arm := rig.Connect(t, rig.Serve(t, home, nil).Env())
	for _, e := range edits {
		e.make(arm)
	}
	got := rig.MustRun(t, 0, home, "preview", "--refresh", "--json").Changes(t)
	for _, e := range edits {
		t.Run(strings.ReplaceAll(e.what, " ", "-"), func(t *testing.T) {
			steps := got.Stack(t, e.stack).Steps
			i := slices.IndexFunc(steps, func(s rig.Step) bool { return s.Name == e.name })
			if i < 0 || steps[i].Op != e.op {
				t.Fatalf("no %s of %s among %+v", e.op, e.name, steps)
			}
			shown := func(p string) bool {
				return p == e.property || strings.HasPrefix(p, e.property+"[") || strings.HasPrefix(p, e.property+".")
			}
			if e.property != "" && !slices.ContainsFunc(steps[i].Paths(), shown) {
				t.Errorf("%s of %s shows %v, not %s", e.op, e.name, steps[i].Paths(), e.property)
			}
		})
	}
	for _, s := range got.Steps() {
		if !slices.ContainsFunc(edits, func(e edit) bool { return e.name == s.Name }) && !slices.Contains(cascade, s.Name) {
			t.Errorf("%s of %s %s [%s] was made by nobody", s.Op, s.Type, s.Name, strings.Join(s.Paths(), ", "))
		}
	}
}
