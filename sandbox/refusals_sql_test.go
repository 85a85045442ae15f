package sandbox_test

import "strings"

const (
	servers      = "west|Microsoft.Sql/servers/"
	sqlCodes     = issues + "Azure/azure-rest-api-specs/tree/main/specification/sql/resource-manager/Microsoft.Sql/SQL/stable/2023-08-01"
	networkRules = learn + "azure-sql/database/vnet-service-endpoint-rule-overview"
	groupDoc     = learn + "azure-sql/database/failover-group-sql-db"
	groupSpec    = issues + "Azure/azure-rest-api-specs/blob/main/specification/sql/resource-manager/Microsoft.Sql/SQL/stable/2023-08-01/FailoverGroups.json"
	oldServer    = `{"location":"westeurope","properties":{"version":"12.0","administratorLogin":"dba","administratorLoginPassword":"Correct-Horse-1"}}`
	database     = `{"location":"westeurope","sku":{"name":"GP_Gen5","tier":"GeneralPurpose","family":"Gen5","capacity":2},"properties":{"zoneRedundant":false}}`
	secondary    = `{"location":"northeurope","properties":{"createMode":"Secondary","sourceDatabaseId":"@west|Microsoft.Sql/servers/sql-west/databases/NAME"}}`
)

var sqlRefusals = []refusal{
	{id: "server-name-characters", source: names, status: 400, code: "InvalidServerName", request: put(servers+"row-q1", westServer), flaw: flaw{"name", "row-q1-"}},
	{id: "server-name-taken", source: sqlCodes, status: 409, code: "NameAlreadyExists", request: put(servers+"row-q2", westServer), flaw: flaw{"name", "contoso"}},
	{id: "server-password-missing", source: sqlCodes, status: 400, code: "InvalidParameterValue",
		request: put(servers+"row-q3", oldServer), flaw: flaw{"properties.administratorLoginPassword", nil}},
	{id: "server-password-simple", source: sqlCodes, status: 400, code: "PasswordNotComplex",
		request: put(servers+"row-q4", oldServer), flaw: flaw{"properties.administratorLoginPassword", "password"}},
	{id: "server-entra-only-password", source: issues + "hashicorp/terraform-provider-azurerm/issues/25755", status: 400, code: "AadOnlyAuthenticationIsEnabled",
		given: []call{put(servers+"row-q5", westServer)}, request: put(servers+"row-q5", westServer), flaw: flaw{"properties.administratorLoginPassword", "Correct-Horse-1"}},
	{id: "server-entra-only-without-admin", source: learn + "azure-sql/database/authentication-azure-ad-only-authentication", status: 400, code: "AadOnlyAuthenticationCannotBeEnabledWithoutAadAdmin",
		given:   []call{put(servers+"row-q6", oldServer)},
		mend:    []call{put(servers+"row-q6/administrators/ActiveDirectory", `{"properties":{"administratorType":"ActiveDirectory","login":"dba","sid":"11111111-2222-4333-8444-555555555555"}}`)},
		request: put(servers+"row-q6/azureADOnlyAuthentications/Default", `{"properties":{"azureADOnlyAuthentication":true}}`)},
	{id: "server-firewall-while-private", source: learn + "azure-sql/database/connectivity-settings", status: 400, code: "DenyPublicEndpointEnabled",
		given:   []call{put(servers+"row-q8", westServer)},
		mend:    []call{patch(servers+"row-q8", `{"properties":{"publicNetworkAccess":"Enabled"}}`)},
		request: put(servers+"row-q8/firewallRules/office", `{"properties":{"startIpAddress":"192.0.2.1","endIpAddress":"192.0.2.9"}}`)},
	{id: "auditing-without-target", source: learn + "azure-sql/database/auditing-setup", status: 400, code: "DataSecurityInvalidUserSuppliedParameter",
		request: put(servers+"sql-west/auditingSettings/default", `{"properties":{"state":"Enabled","isAzureMonitorTargetEnabled":true}}`), flaw: flaw{"properties.isAzureMonitorTargetEnabled", false}},
	{id: "database-reserved-name", source: sqlCodes, status: 400, code: "CannotUseReservedDatabaseName", request: put(servers+"sql-west/databases/q10", database), flaw: flaw{"name", "tempdb"}},
	{id: "database-size-unknown", source: sqlCodes, status: 400, code: "InvalidSku", request: put(servers+"sql-west/databases/q11", database), flaw: flaw{"sku.name", "XX_Gen9"}},
	{id: "database-zones-not-in-tier", source: learn + "azure-sql/database/high-availability-sla", status: 400, code: "ProvisioningDisabled",
		request: put(servers+"sql-west/databases/q12", `{"location":"westeurope","sku":{"name":"S1"},"properties":{"zoneRedundant":false}}`), flaw: flaw{"properties.zoneRedundant", true}},
	{id: "database-collation-fixed", source: sqlCodes, status: 400, code: "ChangeUnsupportedOnEntity",
		given: []call{put(servers+"sql-west/databases/q13", database)}, request: put(servers+"sql-west/databases/q13", database), flaw: flaw{"properties.collation", "Latin1_General_CI_AS"}},
	{id: "database-source-missing", source: sqlCodes, status: 404, code: "SourceDatabaseNotFound",
		given:   []call{put(servers+"sql-west/databases/q14", database)},
		request: put("north|Microsoft.Sql/servers/sql-north/databases/q14", replaced(secondary, "NAME", "q14")), flaw: flaw{"properties.sourceDatabaseId", "@west|Microsoft.Sql/servers/sql-west/databases/ghost"}},
	{id: "database-secondary-name", source: sqlCodes, status: 400, code: "ReplicationSourceAndTargetMustHaveSameName",
		given:   []call{put(servers+"sql-west/databases/q15", database)},
		request: put("north|Microsoft.Sql/servers/sql-north/databases/q15", replaced(secondary, "NAME", "q15")), flaw: flaw{"name", "q15b"}},
	{id: "backup-retention-range", source: learn + "azure-sql/database/automated-backups-overview", status: 400, code: "InvalidBackupRetentionPeriod",
		request: put(servers+"sql-west/databases/app/backupShortTermRetentionPolicies/default", `{"properties":{"retentionDays":14}}`), flaw: flaw{"properties.retentionDays", 60.0}},
	{id: "server-login-reserved", source: learn + "azure-sql/database/logins-create-manage", status: 400, code: "InvalidLoginName",
		request: put(servers+"row-q17", oldServer), flaw: flaw{"properties.administratorLogin", "sa"}},
	{id: "server-password-short", source: sqlCodes, status: 400, code: "PasswordTooShort",
		request: put(servers+"row-q18", oldServer), flaw: flaw{"properties.administratorLoginPassword", "Sh0rt-1"}},
	{id: "server-network-rule-without-endpoint", source: networkRules, status: 400, code: "VirtualNetworkRuleBadRequest",
		given:   []call{put(servers+"row-q19", oldServer)},
		request: put(servers+"row-q19/virtualNetworkRules/links", `{"properties":{"virtualNetworkSubnetId":"@west|Microsoft.Network/virtualNetworks/net/subnets/links"}}`),
		flaw:    flaw{"properties.virtualNetworkSubnetId", "@west|Microsoft.Network/virtualNetworks/net/subnets/apps"}},
	{id: "server-network-rule-other-region", source: networkRules, status: 400, code: "VirtualNetworkRuleBadRequest",
		given:   []call{put(servers+"row-q20", oldServer)},
		request: put(servers+"row-q20/virtualNetworkRules/links", `{"properties":{"virtualNetworkSubnetId":"@west|Microsoft.Network/virtualNetworks/net/subnets/links"}}`),
		flaw:    flaw{"properties.virtualNetworkSubnetId", "@north|Microsoft.Network/virtualNetworks/net/subnets/links"}},
	{id: "database-larger-than-tier", source: sqlCodes, status: 400, code: "InvalidMaxSizeTierCombination",
		request: put(servers+"sql-west/databases/q21", `{"location":"westeurope","sku":{"name":"Basic"},"properties":{"maxSizeBytes":1073741824}}`), flaw: flaw{"properties.maxSizeBytes", 268435456000.0}},
	{id: "server-password-long", source: sqlCodes, status: 400, code: "PasswordTooLong",
		request: put(servers+"row-q22", oldServer), flaw: flaw{"properties.administratorLoginPassword", "Correct-Horse-1" + strings.Repeat("x", 128)}},
	{id: "server-firewall-range-reversed", source: rest + "sql/firewall-rules/create-or-update", status: 400, code: "InvalidFirewallRuleRange",
		given:   []call{put(servers+"row-q23", oldServer)},
		request: put(servers+"row-q23/firewallRules/office", `{"properties":{"startIpAddress":"192.0.2.1","endIpAddress":"192.0.2.9"}}`), flaw: flaw{"properties.endIpAddress", "192.0.1.9"}},
	{id: "database-secondary-on-same-server", source: sqlCodes, status: 400, code: "ReplicationSourceAndTargetMustBeInDifferentServers",
		given:   []call{put(servers+"row-q24", westServer), put(servers+"sql-west/databases/q24", database)},
		request: put(servers+"row-q24/databases/q24", replaced(replaced(secondary, "NAME", "q24"), "northeurope", "westeurope")), flaw: flaw{"id", servers + "sql-west/databases/q24b"}},
	{id: "database-other-region", source: sqlCodes, status: 400, code: "InvalidLocation",
		request: put(servers+"sql-west/databases/q25", database), flaw: flaw{"location", "northeurope"}},
	{id: "database-name-characters", source: names, status: 400, code: "InvalidResourceName",
		request: put(servers+"sql-west/databases/q26", database), flaw: flaw{"name", "q26:app"}},
}

// serversOf makes a west and a north server of a row's own, with a database on
// the west one.
func serversOf(name string) []call {
	return []call{
		put("west|Microsoft.Sql/servers/"+name+"-w", westServer), put("north|Microsoft.Sql/servers/"+name+"-n", replaced(westServer, "westeurope", "northeurope")),
		put("west|Microsoft.Sql/servers/"+name+"-w/databases/app", database),
	}
}

// failoverGroup is the group of a row's own servers.
func failoverGroup(name string) call {
	return put("west|Microsoft.Sql/servers/"+name+"-w/failoverGroups/"+name, `{"properties":{"readWriteEndpoint":{"failoverPolicy":"Manual"},
		"readOnlyEndpoint":{"failoverPolicy":"Disabled"},"partnerServers":[{"id":"@north|Microsoft.Sql/servers/`+name+`-n"}],
		"databases":["@west|Microsoft.Sql/servers/`+name+`-w/databases/app"]}}`)
}

var groupRefusals = []refusal{
	{id: "group-partner-missing", source: groupSpec, status: 400, code: "ServerNotFound",
		given: serversOf("row-g1"), request: failoverGroup("row-g1"), flaw: flaw{"properties.partnerServers.0.id", "@north|Microsoft.Sql/servers/ghost"}},
	{id: "group-partner-same-region", source: groupSpec, status: 400, code: "InvalidFailoverGroupRegion",
		given: serversOf("row-g2"), request: failoverGroup("row-g2"), flaw: flaw{"properties.partnerServers.0.id", "@west|Microsoft.Sql/servers/sql-west"}},
	{id: "group-partner-itself", source: groupSpec, status: 400, code: "FailoverGroupCreateOrUpdateRequestDuplicatePartner",
		given: serversOf("row-g3"), request: failoverGroup("row-g3"), flaw: flaw{"properties.partnerServers.0.id", "@west|Microsoft.Sql/servers/row-g3-w"}},
	{id: "group-partners-two", source: groupSpec, status: 400, code: "FailoverGroupCreateOrUpdateRequestUnsupportedPartnerCount",
		given: serversOf("row-g4"), request: failoverGroup("row-g4"), flaw: flaw{"properties.partnerServers.1", map[string]any{"id": "@north|Microsoft.Sql/servers/sql-north"}}},
	{id: "group-name-characters", source: groupSpec, status: 409, code: "InvalidFailoverGroupName",
		given: serversOf("row-g5"), request: failoverGroup("row-g5"), flaw: flaw{"name", "Row_G5"}},
	{id: "group-name-taken", source: groupSpec, status: 409, code: "FailoverGroupDnsRecordInUse",
		given: serversOf("row-g6"), request: failoverGroup("row-g6"), flaw: flaw{"name", "sql-north"}},
	{id: "group-grace-with-manual", source: groupSpec, status: 400, code: "FailoverGroupCreateOrUpdateRequestInvalidReadWriteEndpointFieldsForManualPolicy",
		given: serversOf("row-g7"), request: failoverGroup("row-g7"), flaw: flaw{"properties.readWriteEndpoint.failoverWithDataLossGracePeriodMinutes", 60.0}},
	{id: "group-grace-missing", source: groupSpec, status: 400, code: "FailoverGroupCreateOrUpdateRequestInvalidReadWriteEndpointFields",
		given: serversOf("row-g8"), request: failoverGroup("row-g8"), flaw: flaw{"properties.readWriteEndpoint.failoverPolicy", "Automatic"}},
	{id: "group-grace-too-short", source: groupDoc, status: 400, code: "FailoverGroupCreateOrUpdateRequestLessThanMinimumGracePeriodValues",
		given: serversOf("row-g9"), request: withGrace(failoverGroup("row-g9")), flaw: flaw{"properties.readWriteEndpoint.failoverWithDataLossGracePeriodMinutes", 30.0}},
	{id: "group-database-elsewhere", source: groupSpec, status: 400, code: "FailoverGroupCreateOrUpdateRequestInvalidDatabaseServer",
		given: serversOf("row-g10"), request: failoverGroup("row-g10"), flaw: flaw{"properties.databases.0", "@west|Microsoft.Sql/servers/sql-west/databases/app"}},
	{id: "group-database-there-already", source: groupDoc, status: 409, code: "RemoteDatabaseExists",
		given: append(serversOf("row-g11"), put("north|Microsoft.Sql/servers/row-g11-n/databases/app", replaced(database, "westeurope", "northeurope"))),
		mend:  []call{remove("north|Microsoft.Sql/servers/row-g11-n/databases/app")}, request: failoverGroup("row-g11")},
	{id: "group-write-on-secondary", source: groupSpec, status: 400, code: "FailoverGroupUpdateOrDeleteRequestOnSecondary",
		given: append(serversOf("row-g13"), failoverGroup("row-g13")), request: remove("west|Microsoft.Sql/servers/row-g13-w/failoverGroups/row-g13"),
		flaw: flaw{"id", "north|Microsoft.Sql/servers/row-g13-n/failoverGroups/row-g13"}},
	{id: "group-failover-on-primary", source: groupSpec, status: 400, code: "FailoverGroupFailoverRequestOnPrimary",
		given: append(serversOf("row-g14"), failoverGroup("row-g14")), request: post("north|Microsoft.Sql/servers/row-g14-n/failoverGroups/row-g14", "failover"),
		flaw: flaw{"id", "west|Microsoft.Sql/servers/row-g14-w/failoverGroups/row-g14/failover"}},
	{id: "group-database-of-other-group", source: groupSpec, status: 409, code: "DatabaseBelongsToOtherFailoverGroup",
		given: append(serversOf("row-g15"), put("west|Microsoft.Sql/servers/row-g15-w/databases/two", database), failoverGroup("row-g15")),
		request: put("west|Microsoft.Sql/servers/row-g15-w/failoverGroups/row-g15b", `{"properties":{"readWriteEndpoint":{"failoverPolicy":"Manual"},
			"partnerServers":[{"id":"@north|Microsoft.Sql/servers/row-g15-n"}],"databases":["@west|Microsoft.Sql/servers/row-g15-w/databases/two"]}}`),
		flaw: flaw{"properties.databases.0", "@west|Microsoft.Sql/servers/row-g15-w/databases/app"}},
	{id: "database-update-on-secondary", source: issues + "hashicorp/terraform-provider-azurerm/issues/25141", status: 409, code: "InvalidOperationForDatabaseInReplicationRelationship",
		given: append(serversOf("row-g16"), failoverGroup("row-g16")), request: patch("west|Microsoft.Sql/servers/row-g16-w/databases/app", `{"properties":{"maxSizeBytes":68719476736}}`),
		flaw: flaw{"id", "north|Microsoft.Sql/servers/row-g16-n/databases/app"}},
	{id: "database-delete-in-group", source: groupDoc, status: 409, code: "InvalidOperationForDatabaseInReplicationRelationship",
		given: append(serversOf("row-g17"), failoverGroup("row-g17")), mend: []call{remove("west|Microsoft.Sql/servers/row-g17-w/failoverGroups/row-g17")},
		request: remove("north|Microsoft.Sql/servers/row-g17-n/databases/app")},
	{id: "server-delete-in-group", source: learn + "azure-sql/database/failover-group-configure-sql-db", status: 409, code: "ConflictingServerOperation",
		given: append(serversOf("row-g18"), failoverGroup("row-g18")), mend: []call{remove("west|Microsoft.Sql/servers/row-g18-w/failoverGroups/row-g18")},
		request: remove("north|Microsoft.Sql/servers/row-g18-n")},
	{id: "group-without-partner", source: groupSpec, status: 400, code: "FailoverGroupCreateOrUpdateRequestInvalidPartner",
		given: serversOf("row-g19"), request: failoverGroup("row-g19"), flaw: flaw{"properties.partnerServers", []any{}}},
	{id: "group-partner-fixed", source: groupSpec, status: 400, code: "FailoverGroupCreateOrUpdateRequestReadOnlyPropertyModified",
		given:   append(serversOf("row-g20"), put("north|Microsoft.Sql/servers/row-g20-o", replaced(westServer, "westeurope", "northeurope")), failoverGroup("row-g20")),
		request: failoverGroup("row-g20"), flaw: flaw{"properties.partnerServers.0.id", "@north|Microsoft.Sql/servers/row-g20-o"}},
	{id: "group-databases-no-ids", source: groupSpec, status: 400, code: "FailoverGroupCreateOrUpdateRequestInvalidDatabases",
		given: serversOf("row-g21"), request: failoverGroup("row-g21"), flaw: flaw{"properties.databases.0", "@west|Microsoft.Sql/servers/row-g21-w"}},
}

// withGrace gives a group the automatic policy with the shortest grace period.
func withGrace(k call) call {
	k.body = replaced(k.body, `{"failoverPolicy":"Manual"}`, `{"failoverPolicy":"Automatic","failoverWithDataLossGracePeriodMinutes":60}`)
	return k
}
