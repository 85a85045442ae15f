package rules

import "github.com/tandem-platform/tandem/policy/rule"

var generalRules = []*rule.Rule{}
