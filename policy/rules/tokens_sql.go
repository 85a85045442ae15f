package rules

// The types that rules about databases and their recovery judge.
const (
	typeSQLInstance         = "azure-native:sql:ManagedInstance"
	typeSQLOnlyEntra        = "azure-native:sql:ServerAzureADOnlyAuthentication"
	typeSQLEntraAdmin       = "azure-native:sql:ServerAzureADAdministrator"
	typeSQLFirewall         = "azure-native:sql:FirewallRule"
	typeSQLFirewall6        = "azure-native:sql:IPv6FirewallRule"
	typeSQLSubnetRule       = "azure-native:sql:VirtualNetworkRule"
	typeSQLAudit            = "azure-native:sql:ServerBlobAuditingPolicy"
	typeSQLAuditExtended    = "azure-native:sql:ExtendedServerBlobAuditingPolicy"
	typeSQLThreats          = "azure-native:sql:ServerSecurityAlertPolicy"
	typeSQLScan             = "azure-native:sql:SqlVulnerabilityAssessmentsSetting"
	typeSQLScanClassic      = "azure-native:sql:ServerVulnerabilityAssessment"
	typeSQLScanDatabase     = "azure-native:sql:DatabaseVulnerabilityAssessment"
	typeSQLEncryption       = "azure-native:sql:TransparentDataEncryption"
	typeSQLProtector        = "azure-native:sql:EncryptionProtector"
	typeSQLAlias            = "azure-native:sql:ServerDnsAlias"
	typeSQLPool             = "azure-native:sql:ElasticPool"
	typeSQLJobAgent         = "azure-native:sql:JobAgent"
	typeSQLShortRetention   = "azure-native:sql:BackupShortTermRetentionPolicy"
	typeSQLLongRetention    = "azure-native:sql:LongTermRetentionPolicy"
	typeSQLLongRetentionOld = "azure-native:sql:BackupLongTermRetentionPolicy"
)
