package rp

import "strings"

// createdWithOK are the types whose creation Azure answers with 200, where all
// others say 201; the SDKs' clients take nothing else for success.
// Source: the answers that https://github.com/Azure/azure-rest-api-specs lists for each PUT.
var createdWithOK = []string{
	"Microsoft.Insights/components",
	"Microsoft.Insights/diagnosticSettings",
	"Microsoft.Insights/metricAlerts",
	"Microsoft.Insights/webtests",
	"Microsoft.KeyVault/vaults/keys",
	"Microsoft.Resources/tags",
	"Microsoft.Sql/servers/sqlVulnerabilityAssessments",
	"Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies",
	"Microsoft.Storage/storageAccounts/inventoryPolicies",
	"Microsoft.Storage/storageAccounts/managementPolicies",
	"Microsoft.Storage/storageAccounts/objectReplicationPolicies",
	"Microsoft.Web/serverfarms",
	"Microsoft.Web/sites",
	"Microsoft.Web/sites/basicPublishingCredentialsPolicies",
	"Microsoft.Web/sites/config",
	"Microsoft.Web/sites/hostNameBindings",
	"Microsoft.Web/sites/networkConfig",
	"Microsoft.Web/sites/slots",
	"Microsoft.Web/sites/slots/basicPublishingCredentialsPolicies",
	"Microsoft.Web/sites/slots/config",
}

// writtenStatus is what a PUT or PATCH answers that is done at once.
func writtenStatus(typ string, existed bool) int {
	if strings.EqualFold(typ, typeRoleDefinition) { // 201 for changes, too
		return 201
	}
	if existed {
		return 200
	}
	for _, t := range createdWithOK {
		if strings.EqualFold(t, typ) {
			return 200
		}
	}
	return 201
}
