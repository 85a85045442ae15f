package rules

import "github.com/tandem-platform/tandem/policy/rule"

var generalRules = []*rule.Rule{
	defAppService,
	defVault,
	defSQL,
	defStorage,
	defStorageMalware,
	defStorageSensitive,
	idpAudience,
	idpImplicit,
	idpRedirects,
	idpAssignment,
	idpNoSecret,
	idpFederation,
	idpFederationIdentity,
	idpTokens,
	idpPermissions,
	idpRedirectHosts,
	resTags,
	resTagStamp,
	resTagSame,
	resExpiry,
	resRegions,
	resAtHome,
	resLockLevel,
	sysIsolation,
}
