// Package rules holds Tandem's policy rules: one rule, one file, one folder of
// fixtures below testdata, one generated page below docs/policies.
//
// How a rule is written stands in docs/writing-a-rule.md.
package rules

//go:generate go run ../docs

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

// All lists every rule, those that are disabled by default among them.
func All() []*rule.Rule {
	return slices.Concat(appRules, sqlRules, storageRules, vaultRules, edgeRules, networkRules, logRules, accessRules, recoveryRules, generalRules)
}
