package sandbox_test

import (
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/sandbox"
)

const (
	roles           = "sub|Microsoft.Authorization/roleDefinitions/"
	identities      = "west|Microsoft.ManagedIdentity/userAssignedIdentities/"
	tagLimits       = learn + "azure-resource-manager/management/tag-resources"
	tagged          = `{"location":"westeurope","tags":{"owner":"somebody"}}`
	readerRole      = "@sub|Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
	contributorRole = "@sub|Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
	somebody        = "22222222-3333-4444-8555-666666666666"
	assignments     = "west|Microsoft.Authorization/roleAssignments/"
	troubleshooting = learn + "role-based-access-control/troubleshooting"
	lockPage        = learn + "azure-resource-manager/management/lock-resources"
	cannotDelete    = `{"properties":{"level":"CanNotDelete"}}`
	identityBody    = `{"location":"westeurope"}`
)

func assignment(role, who string) string {
	return `{"properties":{"roleDefinitionId":"` + role + `","principalId":"` + who + `","principalType":"ServicePrincipal"}}`
}

// custom is a custom role.
func custom(title string) string {
	return `{"properties":{"roleName":"` + title + `","assignableScopes":["@west"],"permissions":[{"actions":["*/read"]}]}}`
}

// manyTags are more than a resource may have.
func manyTags() map[string]any {
	const most = 50
	tags := map[string]any{}
	for i := range most + 1 {
		tags["tag"+strconv.Itoa(i)] = "x"
	}
	return tags
}

// accessRefusals: groups, parents, locations, locks, roles and identities.
var accessRefusals = []refusal{
	{id: "group-missing", source: learn + "azure-resource-manager/troubleshooting/error-not-found", status: 404, code: "ResourceGroupNotFound",
		request: put("west|Microsoft.ManagedIdentity/userAssignedIdentities/row-a1", identityBody),
		flaw:    flaw{"id", "nowhere|Microsoft.ManagedIdentity/userAssignedIdentities/row-a1"}},
	{id: "parent-missing", source: learn + "azure-resource-manager/troubleshooting/error-parent-resource", status: 404, code: "ParentResourceNotFound",
		request: put("west|Microsoft.Network/virtualNetworks/net/subnets/a2", `{"properties":{"addressPrefix":"10.0.2.0/24"}}`),
		flaw:    flaw{"id", "west|Microsoft.Network/virtualNetworks/other/subnets/a2"}},
	{id: "extension-scope-missing", source: lockPage, status: 404, code: "ResourceNotFound",
		request: put("west|Microsoft.Web/sites/site-west/providers/Microsoft.Authorization/locks/a3", cannotDelete),
		flaw:    flaw{"id", "west|Microsoft.Web/sites/other/providers/Microsoft.Authorization/locks/a3"},
	},
	{id: "location-change", source: learn + "azure-resource-manager/troubleshooting/common-deployment-errors", status: 409, code: "InvalidResourceLocation",
		given:   []call{put("west|Microsoft.ManagedIdentity/userAssignedIdentities/row-a4", identityBody)},
		request: put("west|Microsoft.ManagedIdentity/userAssignedIdentities/row-a4", identityBody), flaw: flaw{"location", "northeurope"}},
	{id: "location-unknown", source: learn + "azure-resource-manager/troubleshooting/common-deployment-errors", status: 400, code: "LocationNotAvailableForResourceType",
		request: put("west|Microsoft.ManagedIdentity/userAssignedIdentities/row-a5", identityBody), flaw: flaw{"location", "atlantis"}},
	{id: "group-location-change", source: learn + "azure-resource-manager/management/manage-resource-groups-portal", status: 409, code: "InvalidResourceGroupLocation",
		given: []call{put("a6", identityBody)}, request: put("a6", identityBody), flaw: flaw{"location", "northeurope"}},
	{id: "lock-inside-group", source: learn + "azure-resource-manager/management/delete-resource-group", status: 409, code: "ScopeLocked",
		given: []call{put("a7", identityBody), put("a7|Microsoft.Authorization/locks/keep", cannotDelete)},
		mend:  []call{remove("a7|Microsoft.Authorization/locks/keep")}, request: remove("a7")},
	{id: "lock-on-resource", source: lockPage, status: 409, code: "ScopeLocked",
		given: []call{put("west|Microsoft.ManagedIdentity/userAssignedIdentities/row-a8", identityBody),
			put("west|Microsoft.ManagedIdentity/userAssignedIdentities/row-a8/providers/Microsoft.Authorization/locks/keep", cannotDelete)},
		mend:    []call{remove("west|Microsoft.ManagedIdentity/userAssignedIdentities/row-a8/providers/Microsoft.Authorization/locks/keep")},
		request: remove("west|Microsoft.ManagedIdentity/userAssignedIdentities/row-a8")},
	{id: "lock-inherited-by-child", source: lockPage, status: 409, code: "ScopeLocked",
		given: []call{put("west|Microsoft.Storage/storageAccounts/rowlocked", accountBody),
			put("west|Microsoft.Storage/storageAccounts/rowlocked/blobServices/default/containers/docs", `{"properties":{}}`),
			put("west|Microsoft.Storage/storageAccounts/rowlocked/providers/Microsoft.Authorization/locks/keep", cannotDelete)},
		mend:    []call{remove("west|Microsoft.Storage/storageAccounts/rowlocked/providers/Microsoft.Authorization/locks/keep")},
		request: remove("west|Microsoft.Storage/storageAccounts/rowlocked/blobServices/default/containers/docs")},
	{id: "lock-inherited-by-extension", source: lockPage, status: 409, code: "ScopeLocked",
		given: []call{put("west|Microsoft.Storage/storageAccounts/rowlockedtoo", accountBody),
			put("west|Microsoft.Storage/storageAccounts/rowlockedtoo/providers/Microsoft.Authorization/roleAssignments/a0000000-0000-4000-8000-000000000010", assignment(readerRole, somebody)),
			put("west|Microsoft.Storage/storageAccounts/rowlockedtoo/providers/Microsoft.Authorization/locks/keep", cannotDelete)},
		mend:    []call{remove("west|Microsoft.Storage/storageAccounts/rowlockedtoo/providers/Microsoft.Authorization/locks/keep")},
		request: remove("west|Microsoft.Storage/storageAccounts/rowlockedtoo/providers/Microsoft.Authorization/roleAssignments/a0000000-0000-4000-8000-000000000010")},
	{id: "lock-read-only-blocks-write", source: lockPage, status: 409, code: "ScopeLocked",
		given: []call{put("a11", identityBody), put("a11|Microsoft.Authorization/locks/still", `{"properties":{"level":"ReadOnly"}}`)},
		mend:  []call{remove("a11|Microsoft.Authorization/locks/still")}, request: put("a11|Microsoft.ManagedIdentity/userAssignedIdentities/row-x", identityBody)},
	{id: "role-assignment-exists", source: troubleshooting, status: 409, code: "RoleAssignmentExists",
		given:   []call{put(assignments+"a0000000-0000-4000-8000-000000000012", assignment(readerRole, somebody))},
		request: put(assignments+"a0000000-0000-4000-8000-000000000013", assignment(contributorRole, somebody)), flaw: flaw{"properties.roleDefinitionId", readerRole}},
	{id: "role-assignment-name", source: rest + "authorization/role-assignments/create", status: 400, code: "InvalidRoleAssignmentId",
		request: put(assignments+"a0000000-0000-4000-8000-000000000014", assignment(readerRole, "33333333-3333-4444-8555-666666666666")), flaw: flaw{"name", "reader"}},
	{id: "role-assignment-principal-unknown", source: troubleshooting, status: 400, code: "PrincipalNotFound",
		request: put(assignments+"a0000000-0000-4000-8000-000000000015", assignment(readerRole, "44444444-3333-4444-8555-666666666666")), flaw: flaw{"properties.principalType", nil}},
	{id: "role-assignment-role-unknown", source: troubleshooting, status: 400, code: "RoleDefinitionDoesNotExist",
		request: put(assignments+"a0000000-0000-4000-8000-000000000016", assignment(readerRole, "55555555-3333-4444-8555-666666666666")),
		flaw:    flaw{"properties.roleDefinitionId", "@sub|Microsoft.Authorization/roleDefinitions/99999999-3333-4444-8555-666666666666"}},
	{id: "role-assignment-update", source: troubleshooting, status: 400, code: "RoleAssignmentUpdateNotPermitted",
		given:   []call{put(assignments+"a0000000-0000-4000-8000-000000000017", assignment(readerRole, "66666666-3333-4444-8555-666666666666"))},
		request: put(assignments+"a0000000-0000-4000-8000-000000000017", assignment(readerRole, "66666666-3333-4444-8555-666666666666")),
		flaw:    flaw{"properties.principalId", "77777777-3333-4444-8555-666666666666"}},
	{id: "role-built-in-fixed", source: learn + "role-based-access-control/role-definitions", status: 403, code: "RoleDefinitionUpdateNotPermitted",
		request: put("sub|Microsoft.Authorization/roleDefinitions/b0000000-0000-4000-8000-000000000018", `{"properties":{"roleName":"a18","assignableScopes":["@west"],"permissions":[{"actions":["*/read"]}]}}`),
		flaw:    flaw{"name", "acdd72a7-3385-48ef-bd42-f606fba81ae7"}},
	{id: "role-in-use", source: learn + "role-based-access-control/custom-roles", status: 400, code: "RoleDefinitionHasAssignments",
		given: []call{put("sub|Microsoft.Authorization/roleDefinitions/b0000000-0000-4000-8000-000000000019", `{"properties":{"roleName":"a19","assignableScopes":["@west"],"permissions":[{"actions":["*/read"]}]}}`),
			put(assignments+"a0000000-0000-4000-8000-000000000019", assignment("@sub|Microsoft.Authorization/roleDefinitions/b0000000-0000-4000-8000-000000000019", somebody))},
		mend:    []call{remove(assignments + "a0000000-0000-4000-8000-000000000019")},
		request: remove("sub|Microsoft.Authorization/roleDefinitions/b0000000-0000-4000-8000-000000000019")},
	{id: "identity-missing", source: issues + "Azure/azure-libraries-for-net/issues/690", status: 400, code: "FailedIdentityOperation",
		request: patch("west|Microsoft.Web/sites/site-west", `{"identity":{"type":"UserAssigned","userAssignedIdentities":{"@west|Microsoft.ManagedIdentity/userAssignedIdentities/app":{}}}}`),
		flaw:    flaw{"identity.userAssignedIdentities", map[string]any{"@west|Microsoft.ManagedIdentity/userAssignedIdentities/ghost": map[string]any{}}}},
	{id: "identity-ids-missing", source: issues + "hashicorp/terraform-provider-azurerm/issues/17082", status: 400, code: "MissingIdentityIds",
		given:   []call{put(sites+"row-a22", siteBody)},
		request: patch(sites+"row-a22", `{"identity":{"type":"UserAssigned","userAssignedIdentities":{"@west|Microsoft.ManagedIdentity/userAssignedIdentities/app":{}}}}`),
		flaw:    flaw{"identity.userAssignedIdentities", nil}},
	{id: "federated-credential-exists", source: "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations", status: 409, code: "Conflict",
		given: []call{put("west|Microsoft.ManagedIdentity/userAssignedIdentities/app/federatedIdentityCredentials/a21",
			`{"properties":{"issuer":"https://issuer.example.com","subject":"one","audiences":["api://AzureADTokenExchange"]}}`)},
		request: put("west|Microsoft.ManagedIdentity/userAssignedIdentities/app/federatedIdentityCredentials/a21b",
			`{"properties":{"issuer":"https://issuer.example.com","subject":"two","audiences":["api://AzureADTokenExchange"]}}`),
		flaw: flaw{"properties.subject", "one"}},
	{id: "registry-name-characters", source: names, status: 400, code: "InvalidResourceName",
		request: put("west|Microsoft.ContainerRegistry/registries/rowregistry", `{"location":"westeurope","sku":{"name":"Premium"},"properties":{}}`), flaw: flaw{"name", "row-registry"}},
	{id: "registry-name-taken", source: learn + "container-registry/container-registry-get-started-azure-cli", status: 409, code: "AlreadyInUse",
		request: put("west|Microsoft.ContainerRegistry/registries/rowregistrytoo", `{"location":"westeurope","sku":{"name":"Premium"},"properties":{}}`), flaw: flaw{"name", "contoso"}},
	{id: "patch-not-offered", source: rest + "resources/management-locks", status: 405, code: "MethodNotAllowed",
		given:   []call{put(identities+"a24", identityBody), put(identities+"a24/providers/Microsoft.Authorization/locks/keep", cannotDelete)},
		request: patch(identities+"a24", `{"tags":{"owner":"somebody"}}`), flaw: flaw{"id", identities + "a24/providers/Microsoft.Authorization/locks/keep"}},
	{id: "parent-missing-on-read", source: learn + "azure-resource-manager/troubleshooting/error-parent-resource", status: 404, code: "ParentResourceNotFound",
		request: call{"GET", "west|Microsoft.Network/virtualNetworks/net/subnets/apps", ""}, flaw: flaw{"id", "west|Microsoft.Network/virtualNetworks/other/subnets/apps"}},
	{id: "location-global-for-regional-type", source: learn + "azure-resource-manager/troubleshooting/common-deployment-errors", status: 400, code: "LocationNotAvailableForResourceType",
		request: put(identities+"a26", identityBody), flaw: flaw{"location", "global"}},
	{id: "location-region-for-global-type", source: learn + "dns/private-dns-overview", status: 400, code: "LocationNotAvailableForResourceType",
		request: put("west|Microsoft.Network/privateDnsZones/a27.example.com", zoneBody), flaw: flaw{"location", "westeurope"}},
	{id: "tag-name-characters", source: tagLimits, status: 400, code: "InvalidTagNameCharacters",
		request: put(identities+"a28", tagged), flaw: flaw{"tags.cost/centre", "7"}},
	{id: "tag-name-too-long", source: tagLimits, status: 400, code: "InvalidTagName",
		request: put(identities+"a29", tagged), flaw: flaw{"tags." + strings.Repeat("n", 513), "7"}},
	{id: "tag-value-too-long", source: tagLimits, status: 400, code: "InvalidTagValueLength",
		request: put(identities+"a30", tagged), flaw: flaw{"tags.owner", strings.Repeat("v", 257)}},
	{id: "tags-too-many", source: tagLimits, status: 400, code: "TooManyTags",
		request: put(identities+"a31", tagged), flaw: flaw{"tags", manyTags()}},
	{id: "singleton-name", source: issues + "Azure/azure-rest-api-specs/tree/main/specification/storage/resource-manager", status: 400, code: "InvalidResourceName",
		given:   []call{put("west|Microsoft.Storage/storageAccounts/rowsingle", accountBody)},
		request: put("west|Microsoft.Storage/storageAccounts/rowsingle/blobServices/default", versioned), flaw: flaw{"name", "second"}},
	{id: "role-assignment-principal-malformed", source: troubleshooting, status: 400, code: "InvalidPrincipalId",
		request: put(assignments+"a0000000-0000-4000-8000-000000000033", assignment(readerRole, "88888888-3333-4444-8555-666666666666")), flaw: flaw{"properties.principalId", "somebody"}},
	{id: "role-assignment-principal-type", source: learn + "role-based-access-control/role-assignments-template", status: 400, code: "UnmatchedPrincipalType",
		request: put(assignments+"a0000000-0000-4000-8000-000000000034", assignment(readerRole, sandbox.ObjectID)), flaw: flaw{"properties.principalType", "User"}},
	{id: "role-name", source: rest + "authorization/role-definitions/create-or-update", status: 400, code: "RoleDefinitionIdInvalid",
		request: put(roles+"b0000000-0000-4000-8000-000000000035", custom("a35")), flaw: flaw{"name", "operator"}},
	{id: "role-title-taken", source: learn + "role-based-access-control/custom-roles", status: 409, code: "RoleDefinitionWithSameNameExists",
		given:   []call{put(roles+"b0000000-0000-4000-8000-000000000036", custom("a36"))},
		request: put(roles+"b0000000-0000-4000-8000-000000000037", custom("a37")), flaw: flaw{"properties.roleName", "a36"}},
	{id: "role-without-scopes", source: learn + "role-based-access-control/role-definitions", status: 400, code: "MissingAssignableScopes",
		request: put(roles+"b0000000-0000-4000-8000-000000000038", custom("a38")), flaw: flaw{"properties.assignableScopes", []any{}}},
	{id: "lock-level", source: lockPage, status: 400, code: "InvalidLockLevel",
		given:   []call{put(identities+"a39", identityBody)},
		request: put(identities+"a39/providers/Microsoft.Authorization/locks/keep", cannotDelete), flaw: flaw{"properties.level", "NotSpecified"}},
	{id: "federated-audience-count", source: "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations", status: 400, code: "BadRequest",
		given:   []call{put(identities+"a40", identityBody)},
		request: put(identities+"a40/federatedIdentityCredentials/one", `{"properties":{"issuer":"https://issuer.example.com","subject":"one","audiences":["api://AzureADTokenExchange"]}}`),
		flaw:    flaw{"properties.audiences.1", "api://other"}},
	{id: "group-name-ends-with-period", source: names, status: 400, code: "InvalidResourceGroup", request: put("a41", identityBody), flaw: flaw{"id", "a41."}},
	{id: "group-manager-fixed", source: rest + "resources/resource-groups/create-or-update", status: 400, code: "ResourceGroupManagedByMismatch",
		given:   []call{put("a42", `{"location":"westeurope","managedBy":"@west|Microsoft.Web/sites/site-west"}`)},
		request: put("a42", `{"location":"westeurope","managedBy":"@west|Microsoft.Web/sites/site-west"}`), flaw: flaw{"managedBy", nil}},
	{id: "registry-private-needs-premium", source: learn + "container-registry/container-registry-private-link", status: 400, code: "SkuNotSupported",
		request: put("west|Microsoft.ContainerRegistry/registries/rowprivateregistry", `{"location":"westeurope","sku":{"name":"Premium"},"properties":{"publicNetworkAccess":"Disabled"}}`),
		flaw:    flaw{"sku.name", "Basic"}},
	{id: "resource-outside-of-groups", source: rest + "storagerp/storage-accounts/create", status: 405, code: "MethodNotAllowed",
		request: put("west|Microsoft.Storage/storageAccounts/rowinagroup", accountBody), flaw: flaw{"id", "sub|Microsoft.Storage/storageAccounts/rowinagroup"}},
	{id: "resource-on-resource", source: rest + "storagerp/storage-accounts/create", status: 405, code: "MethodNotAllowed",
		given:   []call{put(identities+"row-a44", identityBody)},
		request: put("west|Microsoft.Storage/storageAccounts/rowonaresource", accountBody), flaw: flaw{"id", identities + "row-a44/providers/Microsoft.Storage/storageAccounts/rowonaresource"}},
	{id: "budget-on-resource", source: rest + "consumption/budgets/create-or-update", status: 405, code: "MethodNotAllowed",
		given:   []call{put(identities+"row-a45", identityBody)},
		request: put("west|Microsoft.Consumption/budgets/row-a45", budget), flaw: flaw{"id", identities + "row-a45/providers/Microsoft.Consumption/budgets/row-a45"}},
	{id: "lock-on-tenant", source: lockPage, status: 403, code: "AuthorizationFailed",
		given:   []call{put("a46", identityBody)},
		request: put("a46|Microsoft.Authorization/locks/keep", cannotDelete), flaw: flaw{"id", "tenant|Microsoft.Authorization/locks/keep"}},
	{id: "type-in-body", source: issues + "Azure/azure-resource-manager-rpc/blob/master/v1.0/resource-api-reference.md", status: 400, code: "InvalidRequestContent",
		request: put(identities+"row-a47", `{"location":"westeurope","type":"Microsoft.ManagedIdentity/userAssignedIdentities"}`), flaw: flaw{"type", "Microsoft.Web/sites"}},
	{id: "identity-name-characters", source: names, status: 400, code: "InvalidResourceName", request: put(identities+"row-a48", identityBody), flaw: flaw{"name", "row.a48"}},
	{id: "lock-name-characters", source: names, status: 400, code: "InvalidResourceName",
		given:   []call{put(identities+"row-a49", identityBody)},
		request: put(identities+"row-a49/providers/Microsoft.Authorization/locks/keep", cannotDelete), flaw: flaw{"name", "keep+data"}},
}
