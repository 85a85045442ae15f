package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlRules = []*rule.Rule{
	sqlEntraOnly,
	sqlEntraAdmin,
	sqlEntraGroup,
	sqlTLS,
	sqlPublicAccess,
}
