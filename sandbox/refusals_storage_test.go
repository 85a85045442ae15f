package sandbox_test

const (
	accounts       = "west|Microsoft.Storage/storageAccounts/"
	storageCodes   = rest + "storagerp/srp_error_codes_create_storage_account"
	accountNames   = learn + "azure-resource-manager/troubleshooting/error-storage-account-name"
	replicationDoc = learn + "storage/blobs/object-replication-overview"
	blobsWest      = "@west|Microsoft.Storage/storageAccounts/blobswest"
	blobsNorth     = "@north|Microsoft.Storage/storageAccounts/blobsnorth"
	policyWest     = "west|Microsoft.Storage/storageAccounts/blobswest/objectReplicationPolicies/"
	policyNorth    = "north|Microsoft.Storage/storageAccounts/blobsnorth/objectReplicationPolicies/"
	serviceBody    = `{"properties":{"isVersioningEnabled":true,"changeFeed":{"enabled":true}}}`
)

var storageRefusals = []refusal{
	{id: "account-name-characters", source: accountNames, status: 400, code: "AccountNameInvalid",
		request: put(accounts+"rows1", accountBody), flaw: flaw{"name", "Row-S1"}},
	{id: "account-name-taken", source: accountNames, status: 409, code: "StorageAccountAlreadyTaken",
		request: put(accounts+"rows2", accountBody), flaw: flaw{"name", "contoso"}},
	{id: "account-name-in-other-group", source: storageCodes, status: 409, code: "StorageAccountAlreadyExists",
		request: put(accounts+"rows3", accountBody), flaw: flaw{"name", "blobsnorth"}},
	{id: "account-hierarchy-fixed", source: storageCodes, status: 400, code: "AccountPropertyCannotBeUpdated",
		given: []call{put(accounts+"rows4", accountBody)}, request: put(accounts+"rows4", accountBody), flaw: flaw{"properties.isHnsEnabled", true}},
	{id: "account-network-rule-subnet-missing", source: learn + "storage/common/storage-network-security", status: 400, code: "NetworkAclsValidationFailure",
		request: put(accounts+"rows5", `{"location":"westeurope","kind":"StorageV2","sku":{"name":"Standard_LRS"},"properties":{"networkAcls":{"defaultAction":"Deny",
			"virtualNetworkRules":[{"id":"@west|Microsoft.Network/virtualNetworks/net/subnets/links"}]}}}`),
		flaw: flaw{"properties.networkAcls.virtualNetworkRules.0.id", "@west|Microsoft.Network/virtualNetworks/net/subnets/ghost"}},
	{id: "container-name-characters", source: rest + "storageservices/naming-and-referencing-containers--blobs--and-metadata", status: 400, code: "InvalidResourceName",
		request: put(accounts+"blobswest/blobServices/default/containers/good-s6", `{"properties":{}}`), flaw: flaw{"name", "S6--Bad"}},
	{id: "container-public-access", source: learn + "storage/blobs/anonymous-read-access-prevent", status: 409, code: "PublicAccessNotPermitted",
		request: put(accounts+"blobswest/blobServices/default/containers/good-s7", `{"properties":{"publicAccess":"None"}}`), flaw: flaw{"properties.publicAccess", "Blob"}},
	{id: "account-failover-not-geo", source: learn + "storage/common/storage-disaster-recovery-guidance", status: 409, code: "AccountFailoverNotSupported",
		given:   []call{put(accounts+"rows8", replaced(accountBody, "Standard_ZRS", "Standard_RAGRS"))},
		request: post(accounts+"rows8", "failover"), flaw: flaw{"id", accounts + "blobswest/failover"}},
	{id: "account-network-rule-without-endpoint", source: issues + "hashicorp/terraform-provider-azurerm/issues/16547", status: 400, code: "NetworkAclsValidationFailure",
		request: put(accounts+"rownoendpoint", replaced(accountBody, `"allowSharedKeyAccess"`, `"networkAcls":{"defaultAction":"Deny",
			"virtualNetworkRules":[{"id":"@west|Microsoft.Network/virtualNetworks/net/subnets/links"}]},"allowSharedKeyAccess"`)),
		flaw: flaw{"properties.networkAcls.virtualNetworkRules.0.id", "@west|Microsoft.Network/virtualNetworks/net/subnets/apps"}},
	{id: "account-ip-rule-private", source: learn + "storage/common/storage-network-security", status: 400, code: "InvalidValuesForRequestParameters",
		request: put(accounts+"rowiprule", replaced(accountBody, `"allowSharedKeyAccess"`, `"networkAcls":{"defaultAction":"Deny","ipRules":[{"value":"203.0.113.10"}]},"allowSharedKeyAccess"`)),
		flaw:    flaw{"properties.networkAcls.ipRules.0.value", "10.0.0.1"}},
	{id: "account-zones-need-zonal-region", source: issues + "Esri/arcgis-gitops/issues/160", status: 400, code: "RedundancyConfigurationNotAvailableInRegion",
		request: put(accounts+"rowzonal", accountBody), flaw: flaw{"location", "westus"}},
	{id: "account-copies-need-paired-region", source: learn + "storage/common/storage-redundancy", status: 400, code: "RedundancyConfigurationNotAvailableInRegion",
		request: put(accounts+"rowpaired", replaced(accountBody, "Standard_ZRS", "Standard_GRS")), flaw: flaw{"location", "spaincentral"}},
	{id: "account-redundancy-conversion", source: issues + "hashicorp/terraform-provider-azurerm/issues/6526", status: 400, code: "StorageAccountTypeConversionNotAllowed",
		given:   []call{put(accounts+"rowconverted", accountBody)},
		request: put(accounts+"rowconverted", accountBody), flaw: flaw{"sku.name", "Standard_LRS"}},
	{id: "container-metadata-name", source: rest + "storageservices/naming-and-referencing-containers--blobs--and-metadata", status: 400, code: "InvalidMetadata",
		given:   []call{put(accounts+"rowmetadata", accountBody)},
		request: put(accounts+"rowmetadata/blobServices/default/containers/control", `{"properties":{"metadata":{"drain":"on"}}}`), flaw: flaw{"properties.metadata.not-a-name", "on"}},
	{id: "container-immutable", source: learn + "storage/blobs/immutable-storage-overview", status: 409, code: "ContainerProtectedFromDeletion",
		given: retained("rowimmutable"), request: remove(accounts + "rowimmutable/blobServices/default/containers/free"), flaw: flaw{"name", "kept"}},
	{id: "immutability-policy-locked", source: issues + "Azure/azure-powershell/issues/26148", status: 409, code: "ContainerImmutabilityPolicyLocked",
		given: retained("rowretained"), request: remove(accounts + "rowretained/blobServices/default/containers/free/immutabilityPolicies/default"),
		flaw: flaw{"id", accounts + "rowretained/blobServices/default/containers/kept/immutabilityPolicies/default"}},
	{id: "immutability-policy-locked-is-not-written", source: issues + "Azure/azure-powershell/issues/26148", status: 409, code: "ContainerImmutabilityPolicyLocked",
		given: retained("rowshortened"), request: put(accounts+"rowshortened/blobServices/default/containers/free/immutabilityPolicies/default", retention),
		flaw: flaw{"id", accounts + "rowshortened/blobServices/default/containers/kept/immutabilityPolicies/default"}},
	{id: "account-immutable", source: issues + "Azure/azure-powershell/issues/26148", status: 409, code: "AccountProtectedFromDeletion",
		given: append(retained("rowundeletable"), put(accounts+"rowdeletable", accountBody)), request: remove(accounts + "rowdeletable"), flaw: flaw{"name", "rowundeletable"}},
	{id: "account-kind-without-size", source: issues + "MicrosoftDocs/azure-docs/issues/47207", status: 400, code: "InvalidValuesForRequestParameters",
		request: put(accounts+"rowkind", replaced(accountBody, "Standard_ZRS", "Premium_LRS")), flaw: flaw{"kind", "BlobStorage"}},
	{id: "blob-service-is-not-deleted", source: rest + "storagerp/blob-services", status: 405, code: "MethodNotAllowed",
		given:   []call{put(accounts+"rowstanding", accountBody), put(accounts+"rowstanding/blobServices/default/containers/kept", `{"properties":{}}`)},
		request: remove(accounts + "rowstanding/blobServices/default/containers/kept"), flaw: flaw{"id", accounts + "rowstanding/blobServices/default"}},
	{id: "account-kind-premium", source: learn + "storage/common/storage-account-upgrade", status: 400, code: "AccountPropertyCannotBeUpdated",
		given:   []call{put(accounts+"rowkindpremium", blockBody)},
		request: put(accounts+"rowkindpremium", blockBody), flaw: flaw{"kind", "StorageV2"}},
	{id: "account-kind-back", source: learn + "storage/common/storage-account-upgrade", status: 400, code: "AccountPropertyCannotBeUpdated",
		given:   []call{put(accounts+"rowkindback", replaced(accountBody, "Standard_ZRS", "Standard_LRS"))},
		request: put(accounts+"rowkindback", replaced(accountBody, "Standard_ZRS", "Standard_LRS")), flaw: flaw{"kind", "BlobStorage"}},
}

// blockBody is an account for block blobs only.
var blockBody = replaced(replaced(accountBody, "Standard_ZRS", "Premium_LRS"), "StorageV2", "BlockBlobStorage")

const retention = `{"properties":{"immutabilityPeriodSinceCreationInDays":7}}`

// retained makes an account with two containers under a retention policy each,
// of which that of the container kept is locked.
func retained(account string) []call {
	calls := []call{put(accounts+account, accountBody)}
	for _, name := range []string{"free", "kept"} {
		container := accounts + account + "/blobServices/default/containers/" + name
		calls = append(calls, put(container, `{"properties":{}}`), put(container+"/immutabilityPolicies/default", retention))
	}
	return append(calls, post(accounts+account+"/blobServices/default/containers/kept/immutabilityPolicies/default", "lock"))
}

// pair is a policy from one container of blobswest to one of blobsnorth.
func pair(source, from, destination, to string) string {
	return `{"properties":{"sourceAccount":"` + source + `","destinationAccount":"` + destination + `","rules":[{"sourceContainer":"` + from + `","destinationContainer":"` + to + `"}]}}`
}

// pairOf makes two accounts of a row's own with a container docs in each.
func pairOf(name string, sku string) []call {
	var out []call
	for _, n := range []string{name + "a", name + "b"} {
		out = append(out, put(accounts+n, replaced(accountBody, "Standard_ZRS", sku)), put(accounts+n+"/blobServices/default", serviceBody),
			put(accounts+n+"/blobServices/default/containers/docs", `{"properties":{}}`), put(accounts+n+"/blobServices/default/containers/more", `{"properties":{}}`))
	}
	return out
}

// destinationFirst is the policy of a row's own accounts as the destination
// gets it.
func destinationFirst(name string) call {
	return put(accounts+name+"b/objectReplicationPolicies/default", pair("@"+accounts+name+"a", "docs", "@"+accounts+name+"b", "docs"))
}

var replicationRefusals = []refusal{
	{id: "replication-default-on-source", source: issues + "Azure/azure-quickstart-templates/issues/8775", status: 400, code: "InvalidRequestPropertyValue",
		request: put(policyNorth+"default", pair(blobsWest, "docs", blobsNorth, "docs-copy")), flaw: flaw{"id", policyWest + "default"}},
	{id: "replication-source-before-destination", source: issues + "Azure/azure-rest-api-specs/issues/11189", status: 400, code: "InvalidObjectReplicationPolicy",
		given: pairOf("rowr2", "Standard_ZRS"), request: destinationFirst("rowr2"), flaw: flaw{"id", accounts + "rowr2a/objectReplicationPolicies/c0000000-0000-4000-8000-000000000002"}},
	{id: "replication-account-missing", source: replicationDoc, status: 400, code: "InvalidRequestPropertyValue",
		given: pairOf("rowr3", "Standard_ZRS"), request: destinationFirst("rowr3"), flaw: flaw{"properties.sourceAccount", "@west|Microsoft.Storage/storageAccounts/ghost"}},
	{id: "replication-container-missing", source: replicationDoc, status: 404, code: "ContainerNotFound",
		given: pairOf("rowr4", "Standard_ZRS"), request: destinationFirst("rowr4"), flaw: flaw{"properties.rules.0.destinationContainer", "ghost"}},
	{id: "replication-without-versioning", source: replicationDoc, status: 409, code: "ObjectReplicationPrerequisiteNotMet",
		given:   append(pairOf("rowr5", "Standard_ZRS"), put(accounts+"rowr5b/blobServices/default", `{"properties":{"isVersioningEnabled":false}}`)),
		mend:    []call{put(accounts+"rowr5b/blobServices/default", `{"properties":{"isVersioningEnabled":true}}`)},
		request: destinationFirst("rowr5")},
	{id: "replication-without-change-feed", source: replicationDoc, status: 409, code: "ObjectReplicationPrerequisiteNotMet",
		given:   append(pairOf("rowr6", "Standard_ZRS"), put(accounts+"rowr6a/blobServices/default", `{"properties":{"isVersioningEnabled":true}}`)),
		mend:    []call{put(accounts+"rowr6a/blobServices/default", serviceBody)},
		request: destinationFirst("rowr6")},
	{id: "replication-destination-is-source", source: replicationDoc, status: 409, code: "ObjectReplicationContainerConflict",
		given:   append(pairOf("rowr7", "Standard_ZRS"), destinationFirst("rowr7")),
		request: put(accounts+"rowr7a/objectReplicationPolicies/default", pair("@"+accounts+"rowr7b", "more", "@"+accounts+"rowr7a", "more")),
		flaw:    flaw{"properties.rules.0.sourceContainer", "docs"}},
	{id: "replication-container-twice", source: replicationDoc, status: 409, code: "ObjectReplicationContainerConflict",
		given: pairOf("rowr8", "Standard_ZRS"), request: destinationFirst("rowr8"),
		flaw: flaw{"properties.rules.1", map[string]any{"sourceContainer": "more", "destinationContainer": "docs"}}},
	{id: "versioning-off-under-replication", source: issues + "recognizegroup/terraform/pull/462", status: 400, code: "InvalidRequestPropertyValue",
		given:   append(pairOf("rowr9", "Standard_ZRS"), destinationFirst("rowr9")),
		request: put(accounts+"rowr9b/blobServices/default", serviceBody), flaw: flaw{"properties.isVersioningEnabled", false}},
	{id: "account-failover-under-replication", source: replicationDoc, status: 409, code: "AccountFailoverNotSupported",
		given:   append(append(pairOf("rowr10", "Standard_GRS"), destinationFirst("rowr10")), put(accounts+"rowr10c", replaced(accountBody, "Standard_ZRS", "Standard_GRS"))),
		request: post(accounts+"rowr10c", "failover"), flaw: flaw{"id", accounts + "rowr10b/failover"}},
	{id: "replication-accounts-same", source: replicationDoc, status: 400, code: "InvalidRequestPropertyValue",
		given: pairOf("rowr11", "Standard_ZRS"), request: destinationFirst("rowr11"), flaw: flaw{"properties.sourceAccount", "@" + accounts + "rowr11b"}},
	{id: "replication-account-of-neither-side", source: replicationDoc, status: 400, code: "InvalidRequestPropertyValue",
		given: append(pairOf("rowr12", "Standard_ZRS"), put(accounts+"rowr12c", accountBody)), request: destinationFirst("rowr12"),
		flaw: flaw{"id", accounts + "rowr12c/objectReplicationPolicies/default"}},
}
