package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlRules = []*rule.Rule{
	sqlEntraOnly,
	sqlEntraAdmin,
	sqlEntraGroup,
	sqlTLS,
	sqlPublicAccess,
	sqlAzureAccess,
	sqlFirewallRange,
	sqlFirewallCount,
	sqlAuditEnabled,
	sqlAudited,
	sqlAuditMonitor,
	sqlAuditRetention,
	sqlAuditActions,
	sqlAuditSent,
	sqlThreatsEnabled,
	sqlThreatsWatched,
	sqlThreatsAll,
	sqlThreatsMail,
	sqlThreatsAdmins,
}
