package rules

import "github.com/tandem-platform/tandem/policy/rule"

var edgeRules = []*rule.Rule{
	afdProfilePremium,
	wafEnabled,
	wafPrevention,
}
