package doctor

import (
	"fmt"
	"slices"
	"strings"
)

// Use is what one of the system's identities is for.
type Use string

// The identities, each an Entra application of its own. An environment is no
// identity of this system but the one by which test environments come and go.
const (
	Preview     Use = "preview"
	Deploy      Use = "deploy"
	Data        Use = "data"
	Environment Use = "environment"
)

// Role is a custom role in the form that "az role definition create" takes.
type Role struct {
	Name             string
	IsCustom         bool
	Description      string
	Actions          []string
	NotActions       []string
	DataActions      []string
	NotDataActions   []string
	AssignableScopes []string
}

// managed are the ARM types that the program makes, changes and deletes. A
// test reads the program and holds this list against it.
var managed = []string{
	"Microsoft.Authorization/locks",
	"Microsoft.Authorization/roleAssignments",
	"Microsoft.Cdn/profiles",
	"Microsoft.Cdn/profiles/afdEndpoints",
	"Microsoft.Cdn/profiles/afdEndpoints/routes",
	"Microsoft.Cdn/profiles/customDomains",
	"Microsoft.Cdn/profiles/originGroups",
	"Microsoft.Cdn/profiles/originGroups/origins",
	"Microsoft.Cdn/profiles/securityPolicies",
	"Microsoft.Consumption/budgets",
	"Microsoft.Insights/actionGroups",
	"Microsoft.Insights/autoscalesettings",
	"Microsoft.Insights/components",
	"Microsoft.Insights/diagnosticSettings",
	"Microsoft.Insights/metricAlerts",
	"Microsoft.Insights/webtests",
	"Microsoft.KeyVault/vaults",
	"Microsoft.ManagedIdentity/userAssignedIdentities",
	"Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
	"Microsoft.Network/networkSecurityGroups",
	"Microsoft.Network/privateDnsZones",
	"Microsoft.Network/privateDnsZones/virtualNetworkLinks",
	"Microsoft.Network/privateEndpoints",
	"Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
	"Microsoft.Network/virtualNetworks",
	"Microsoft.OperationalInsights/workspaces",
	"Microsoft.Portal/dashboards",
	"Microsoft.Resources/resourceGroups",
	"Microsoft.Sql/servers",
	"Microsoft.Sql/servers/databases",
	"Microsoft.Sql/servers/failoverGroups",
	"Microsoft.Storage/storageAccounts",
	"Microsoft.Storage/storageAccounts/blobServices/containers",
	"Microsoft.Storage/storageAccounts/objectReplicationPolicies",
	"Microsoft.Web/serverfarms",
	"Microsoft.Web/sites",
}

// settled are the types that exist as long as their parent does, or that ARM
// cannot delete: they are read and written.
var settled = []string{
	"Microsoft.Sql/servers/auditingSettings",
	"Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies",
	"Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies",
	"Microsoft.Sql/servers/securityAlertPolicies",
	"Microsoft.Sql/servers/sqlVulnerabilityAssessments",
	"Microsoft.Storage/storageAccounts/blobServices",
	"Microsoft.Web/sites/basicPublishingCredentialsPolicies",
	"Microsoft.Web/sites/config",
}

// inside are the types that are written as a part of their parent's body, for
// which Azure wants the right all the same.
var inside = []string{
	"Microsoft.Network/networkSecurityGroups/securityRules",
	"Microsoft.Network/virtualNetworks/subnets",
	"Microsoft.Sql/servers/administrators",
	"Microsoft.Sql/servers/azureADOnlyAuthentications",
}

// further are the actions that are no plain read, write or delete of a type, by
// what they are needed for. Sources: the pages of
// https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
// and the services' own on joining networks and on private endpoints.
var further = []struct{ action, why string }{
	{"Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action", "private endpoints to the vault"},
	{"Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", "the web app runs as the stamp's identity"},
	{"Microsoft.Network/FrontDoorWebApplicationFirewallPolicies/join/action", "the security policy of the edge"},
	{"Microsoft.Network/networkSecurityGroups/join/action", "subnets"},
	{"Microsoft.Network/privateDnsZones/join/action", "zone groups of private endpoints"},
	{"Microsoft.Network/virtualNetworks/join/action", "links of private DNS zones"},
	{"Microsoft.Network/virtualNetworks/subnets/join/action", "private endpoints, and the web app's way out"},
	{"Microsoft.OperationalInsights/workspaces/sharedKeys/action", "diagnostic settings that lead to the workspace"},
	{"Microsoft.Sql/servers/privateEndpointConnectionsApproval/action", "private endpoints to the server"},
	{"Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action", "private endpoints to the account"},
	{"Microsoft.Storage/storageAccounts/privateEndpointConnections/write", "approving the edge's link"},
	{"Microsoft.Web/serverfarms/join/action", "web apps on the plan"},
	{"Microsoft.Web/sites/privateEndpointConnectionsApproval/action", "private endpoints to the web app"},
	{"Microsoft.Web/sites/privateEndpointConnections/write", "approving the edge's link"},
}

// seen are the actions that reading takes beside the types' own: what status and
// the checks read, and web app settings, which ARM lists by POST or below a name of
// their own.
var seen = []string{
	"Microsoft.Authorization/roleDefinitions/read",
	"Microsoft.KeyVault/deletedVaults/read",
	"Microsoft.KeyVault/vaults/keys/read",
	"Microsoft.KeyVault/vaults/privateEndpointConnections/read",
	"Microsoft.Resources/subscriptions/locations/read",
	"Microsoft.Resources/subscriptions/providers/read",
	"Microsoft.Resources/subscriptions/read",
	"Microsoft.Resources/subscriptions/resources/read",
	"Microsoft.Sql/servers/privateEndpointConnections/read",
	"Microsoft.Storage/storageAccounts/privateEndpointConnections/read",
	"Microsoft.Web/sites/config/*/read", // authentication settings are read as .../config/authsettingsV2/list
	"Microsoft.Web/sites/config/list/action",
	"Microsoft.Web/sites/privateEndpointConnections/read",
}

// polled are the actions by which long-running operations are asked how far they
// are, by namespace: they lie beside the types, and a role without them starts what
// it cannot see the end of. An empty list is that of a namespace whose changes are
// done when it answers. Sources as of [further]; a pattern has operations of
// every generation of a service's API below it.
var polled = map[string][]string{
	"Microsoft.Authorization":   {},
	"Microsoft.Cdn":             {"Microsoft.Cdn/operationresults/*/read", "Microsoft.Cdn/operationresults/read"},
	"Microsoft.Consumption":     {},
	"Microsoft.Insights":        {},
	"Microsoft.KeyVault":        {"Microsoft.KeyVault/locations/*/read"},
	"Microsoft.ManagedIdentity": {},
	"Microsoft.Network": {
		"Microsoft.Network/frontdooroperationresults/*/read", "Microsoft.Network/frontdooroperationresults/read",
		"Microsoft.Network/locations/*/read",
		"Microsoft.Network/privateDnsOperationResults/read", "Microsoft.Network/privateDnsOperationStatuses/read",
	},
	"Microsoft.OperationalInsights": {"Microsoft.OperationalInsights/locations/operationStatuses/read"},
	"Microsoft.Portal":              {},
	"Microsoft.Resources":           {"Microsoft.Resources/subscriptions/operationresults/read"}, // deleting a group
	"Microsoft.Sql":                 {"Microsoft.Sql/locations/*/read"},
	"Microsoft.Storage":             {"Microsoft.Storage/locations/*/read"},
	"Microsoft.Web": {
		"Microsoft.Web/locations/operationResults/read", "Microsoft.Web/locations/operations/read",
		"Microsoft.Web/serverfarms/operationresults/read", "Microsoft.Web/sites/operationresults/read",
	},
}

// action is the right to do something to a type. ARM writes the type of a
// resource group longer than its own name.
func action(armType, verb string) string {
	if armType == "Microsoft.Resources/resourceGroups" {
		armType = "Microsoft.Resources/subscriptions/resourceGroups"
	}
	return armType + "/" + verb
}

// PreviewRole reads everything that the program manages, and nothing else.
func PreviewRole(system, environment, subscription string) Role {
	return custom(Preview, system, environment, subscription, "Reads what a preview of Tandem's stacks compares with", readActions())
}

// DeployRole does what an up and a destroy do. It may not purge vaults; and
// which roles it may assign is limited by [Condition].
func DeployRole(system, environment, subscription string) Role {
	return custom(Deploy, system, environment, subscription, "Deploys Tandem's stacks", deployActions())
}

// onEnvironments are the actions on test environments: their deleted vaults are purged,
// their tags changed one by one, and machines claim them by empty deployments of the
// subscription. Source: https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance.
var onEnvironments = []string{
	"Microsoft.KeyVault/locations/deletedVaults/purge/action",
	"Microsoft.Resources/deployments/delete",
	"Microsoft.Resources/deployments/operationstatuses/read",
	"Microsoft.Resources/deployments/read",
	"Microsoft.Resources/deployments/write",
	"Microsoft.Resources/tags/read",
	"Microsoft.Resources/tags/write",
}

// EnvironmentRole is [DeployRole] with what is done with test environments beside that.
func EnvironmentRole(system, environment, subscription string) Role {
	return custom(Environment, system, environment, subscription, "Brings Tandem's test environments up and takes them down", append(deployActions(), onEnvironments...))
}

// RoleFor is the custom role of a use; ok is false for one that has none.
func RoleFor(use Use, system, environment, subscription string) (role Role, ok bool) {
	roles := map[Use]func(string, string, string) Role{Preview: PreviewRole, Deploy: DeployRole, Environment: EnvironmentRole}
	build, ok := roles[use]
	if !ok {
		return Role{}, false
	}
	return build(system, environment, subscription), true
}

func readActions() []string {
	var actions []string
	for _, t := range slices.Concat(managed, settled, inside) {
		actions = append(actions, action(t, "read"))
	}
	return append(actions, seen...)
}

func deployActions() []string {
	actions := readActions()
	for _, t := range slices.Concat(managed, settled, inside) {
		actions = append(actions, action(t, "write"))
		if !slices.Contains(settled, t) {
			actions = append(actions, action(t, "delete"))
		}
	}
	for _, f := range further {
		actions = append(actions, f.action)
	}
	for _, reads := range polled {
		actions = append(actions, reads...)
	}
	return actions
}

func custom(use Use, system, environment, subscription, description string, actions []string) Role {
	slices.SortFunc(actions, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return Role{
		Name: identityName(system, environment, use), IsCustom: true, Description: description, Actions: actions,
		NotActions: []string{}, DataActions: []string{}, NotDataActions: []string{}, AssignableScopes: []string{"/subscriptions/" + subscription},
	}
}

// identityName names an identity and its role.
func identityName(system, environment string, use Use) string {
	return system + "-" + environment + "-" + string(use)
}

// assignable are the built-in roles that the program gives to the stamps'
// identities. A test reads the program and holds this list against it.
var assignable = []string{
	"2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", // Storage Blob Data Reader
	"3913510d-42f4-4e42-8a64-420c390055eb", // Monitoring Metrics Publisher
	"4633458b-17de-408a-b874-0445c86b69e6", // Key Vault Secrets User
	"7f951dda-4ed3-4680-a7ca-43fe172d538d", // AcrPull
	"ba92f5b4-2d11-453d-a403-e96b0029c9fe", // Storage Blob Data Contributor
	"db58b8e5-c6ad-4a2a-8342-4190687cbf4a", // Storage Blob Delegator
}

// Condition limits what the deploy role may assign: the roles that the program
// gives, to applications. Without it, who deploys could make itself Owner
// (https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples).
func Condition() string {
	roles := strings.Join(assignable, ", ")
	limit := func(verb, source string) string {
		return fmt.Sprintf("((!(ActionMatches{'Microsoft.Authorization/roleAssignments/%s'})) OR "+
			"(@%s[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {%s} AND "+
			"@%s[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))",
			verb, source, roles, source)
	}
	return limit("write", "Request") + " AND " + limit("delete", "Resource")
}
