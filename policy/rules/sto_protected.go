package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoProtected = &rule.Rule{
	ID:        "TDM-STO-041",
	Title:     "Storage accounts and containers are protected from the program",
	Why:       "A renamed resource or a wrong destroy deletes the account with all its data; with Protect, Pulumi refuses.",
	Fix:       "Give the resource the option Protect (pulumi.Protect(true)).",
	Severity:  rule.Critical,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:   []string{"https://www.pulumi.com/docs/iac/concepts/options/protect/"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeStorageAccount, typeBlobContainer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if !r.Protect {
			j.Missing("not protected", "the resource option Protect")
		}
	},
}
