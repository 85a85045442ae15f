package rules

import "github.com/tandem-platform/tandem/policy/rule"

var storageRules = []*rule.Rule{
	stoHTTPSOnly,
	stoTLSVersion,
	stoPublicBlobAccess,
	stoContainerPrivate,
	stoSharedKey,
	stoFirewallDeny,
	stoFirewallBypass,
	stoPublicNetwork,
	stoCrossTenant,
	stoLocalUsers,
	stoSFTP,
	stoNFS,
	stoInfrastructureEncryption,
	stoCustomerKey,
	stoZones,
	stoSASExpiry,
	stoEntraDefault,
	stoKeyRotation,
	stoBlobSoftDelete,
	stoContainerSoftDelete,
	stoVersioning,
}
