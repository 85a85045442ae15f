package rules

import "github.com/tandem-platform/tandem/policy/rule"

var recoveryRules = []*rule.Rule{
	drDatabaseInGroup,
	drPartnerDistance,
	drPartnerServer,
	drFailoverPolicy,
	drReadOnlyEndpoint,
	drGroupDatabases,
	drCopyDeclared,
	drCopyMade,
	drCopySize,
	drCopyZones,
	drCopyBackups,
	drBackupGeo,
	drRestoreDeclared,
	drRestoreDays,
	drRestoreSame,
	drArchiveDeclared,
	drArchiveLength,
	drArchiveSame,
	drServersNetwork,
	drServersAdmin,
	drServersAudit,
	drServersThreats,
	drServersFirewall,
	drServersKeys,
	drListener,
	drDataProtected,
	drDataLocked,
}
