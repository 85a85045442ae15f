package sandbox_test

const (
	vaults     = "west|Microsoft.KeyVault/vaults/"
	softDelete = learn + "key-vault/general/soft-delete-overview"
	purged     = "sub|Microsoft.KeyVault/locations/westeurope/deletedVaults/"
)

var vaultRefusals = []refusal{
	{id: "vault-name-hyphens", source: names, status: 400, code: "VaultNameNotValid",
		request: put(vaults+"row-v1", vaultBody), flaw: flaw{"name", "row--v1"}},
	{id: "vault-name-taken", source: issues + "Azure/azure-powershell/issues/15115", status: 409, code: "VaultAlreadyExists",
		request: put(vaults+"row-v2", vaultBody), flaw: flaw{"name", "contoso"}},
	{id: "vault-name-in-other-group", source: issues + "Azure/azure-powershell/issues/15115", status: 409, code: "VaultAlreadyExists",
		given:   []call{put("north|Microsoft.KeyVault/vaults/row-v3", replaced(vaultBody, "westeurope", "northeurope"))},
		request: put(vaults+"row-v3b", vaultBody), flaw: flaw{"name", "row-v3"}},
	{id: "vault-soft-deleted", source: issues + "Azure/azure-cli/issues/29115", status: 409, code: "ConflictError",
		given: []call{put(vaults+"row-v4", vaultBody), remove(vaults + "row-v4")},
		mend:  []call{post(purged+"row-v4", "purge")}, request: put(vaults+"row-v4", vaultBody)},
	{id: "vault-soft-deleted-with-group", source: softDelete, status: 409, code: "ConflictError",
		given: []call{put("v5", identityBody), put("v5|Microsoft.KeyVault/vaults/row-v5", vaultBody), remove("v5"), put("v5", identityBody)},
		mend:  []call{post(purged+"row-v5", "purge")}, request: put("v5|Microsoft.KeyVault/vaults/row-v5", vaultBody)},
	{id: "vault-protected-purge", source: softDelete, status: 405, code: "MethodNotAllowed",
		given: []call{put(vaults+"row-v6", replaced(vaultBody, `"enableRbac`, `"enablePurgeProtection":true,"enableRbac`)), remove(vaults + "row-v6"),
			put(vaults+"row-v6b", vaultBody), remove(vaults + "row-v6b")},
		request: post(purged+"row-v6b", "purge"), flaw: flaw{"id", purged + "row-v6/purge"}},
	{id: "vault-protected-create-again", source: softDelete, status: 409, code: "ConflictError",
		given:   []call{put(vaults+"row-v7", replaced(vaultBody, `"enableRbac`, `"enablePurgeProtection":true,"enableRbac`)), remove(vaults + "row-v7")},
		request: put(vaults+"row-v7", replaced(vaultBody, `"enableRbac`, `"createMode":"recover","enableRbac`)), flaw: flaw{"properties.createMode", nil}},
	{id: "vault-recover-nothing", source: issues + "hashicorp/terraform-provider-azurerm/issues/12972", status: 404, code: "SoftDeletedVaultDoesNotExist",
		request: put(vaults+"row-v8", vaultBody), flaw: flaw{"properties.createMode", "recover"}},
	{id: "vault-purge-protection-off", source: issues + "Azure/azure-cli/issues/29115", status: 400, code: "BadRequest",
		given:   []call{put(vaults+"row-v9", replaced(vaultBody, `"enableRbac`, `"enablePurgeProtection":true,"enableRbac`))},
		request: put(vaults+"row-v9", replaced(vaultBody, `"enableRbac`, `"enablePurgeProtection":true,"enableRbac`)), flaw: flaw{"properties.enablePurgeProtection", false}},
	{id: "vault-retention-fixed", source: softDelete, status: 400, code: "BadRequest",
		given:   []call{put(vaults+"row-v10", replaced(vaultBody, `"enableRbac`, `"softDeleteRetentionInDays":7,"enableRbac`))},
		request: put(vaults+"row-v10", replaced(vaultBody, `"enableRbac`, `"softDeleteRetentionInDays":7,"enableRbac`)), flaw: flaw{"properties.softDeleteRetentionInDays", 30.0}},
	{id: "vault-tenant-foreign", source: learn + "key-vault/general/move-subscription", status: 400, code: "BadRequest",
		request: put(vaults+"row-v11", vaultBody), flaw: flaw{"properties.tenantId", "99999999-0000-4000-8000-0000000000b1"}},
	{id: "vault-without-access-model", source: rest + "keyvault/keyvault/vaults/create-or-update", status: 400, code: "BadRequest",
		request: put(vaults+"row-v12", vaultBody), flaw: flaw{"properties.enableRbacAuthorization", nil}},
	{id: "vault-network-rule-without-endpoint", source: learn + "key-vault/general/network-security", status: 400, code: "VirtualNetworkNotValid",
		request: put(vaults+"row-v13", replaced(vaultBody, `"enableRbac`, `"networkAcls":{"defaultAction":"Deny",
			"virtualNetworkRules":[{"id":"@west|Microsoft.Network/virtualNetworks/net/subnets/links"}]},"enableRbac`)),
		flaw: flaw{"properties.networkAcls.virtualNetworkRules.0.id", "@west|Microsoft.Network/virtualNetworks/net/subnets/apps"}},
}
