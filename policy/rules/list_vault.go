package rules

import "github.com/tandem-platform/tandem/policy/rule"

var vaultRules = []*rule.Rule{
	kvRoles,
	kvSoftDelete,
	kvRetention,
	kvPurgeProtection,
	kvFirewallDeny,
	kvFirewallBypass,
	kvPublicNetwork,
	kvPrivateEndpoint,
	kvKeyExpiry,
	kvSecretExpiry,
	kvContentType,
	kvKeyRotation,
	kvHardwareKeys,
	kvKeyStrength,
	kvSecretValue,
	kvName,
	kvKeyName,
	kvSecretName,
	kvCreateMode,
	kvAccessPolicies,
	kvPlatformAccess,
	kvLogs,
	kvProtected,
	kvLocked,
	kvFirewallRanges,
	kvKeyExport,
}
