package rules

import "github.com/tandem-platform/tandem/policy/rule"

var accessRules = []*rule.Rule{
	rbacBroadRole,
	rbacScopeWide,
	rbacScopeNarrow,
	rbacPrincipalType,
	rbacAssignmentName,
	rbacGroups,
	rbacCustomOwner,
	rbacCustomAccess,
	rbacCustomScope,
	rbacStanding,
	rbacDescribed,
	rbacIdentityName,
	rbacDeployOrData,
	rbacSecretsOrAccess,
	rbacAuditedOrAudits,
	rbacKnownRole,
	rbacWorkloadData,
	rbacPrincipalKnown,
	rbacOtherStamp,
}
