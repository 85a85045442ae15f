package rules

import "github.com/tandem-platform/tandem/policy/rule"

var recoveryRules = []*rule.Rule{
	drDatabaseInGroup,
	drPartnerDistance,
	drPartnerServer,
	drFailoverPolicy,
	drReadOnlyEndpoint,
	drGroupDatabases,
}
