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
			"virtualNetworkRules":[{"id":"@west|Microsoft.Network/virtualNetworks/net/subnets/apps"}]}}}`),
		flaw: flaw{"properties.networkAcls.virtualNetworkRules.0.id", "@west|Microsoft.Network/virtualNetworks/net/subnets/ghost"}},
	{id: "container-name-characters", source: rest + "storageservices/naming-and-referencing-containers--blobs--and-metadata", status: 400, code: "InvalidResourceName",
		request: put(accounts+"blobswest/blobServices/default/containers/good-s6", `{"properties":{}}`), flaw: flaw{"name", "S6--Bad"}},
	{id: "container-public-access", source: learn + "storage/blobs/anonymous-read-access-prevent", status: 409, code: "PublicAccessNotPermitted",
		request: put(accounts+"blobswest/blobServices/default/containers/good-s7", `{"properties":{"publicAccess":"None"}}`), flaw: flaw{"properties.publicAccess", "Blob"}},
	{id: "account-failover-not-geo", source: learn + "storage/common/storage-disaster-recovery-guidance", status: 409, code: "AccountFailoverNotSupported",
		given:   []call{put(accounts+"rows8", replaced(accountBody, "Standard_ZRS", "Standard_RAGRS"))},
		request: post(accounts+"rows8", "failover"), flaw: flaw{"id", accounts + "blobswest/failover"}},
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
}
