package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drBlobProtected = &rule.Rule{
	ID:        "TDM-DR-063",
	Title:     "Replication policies are protected from the program",
	Why:       "A policy that a renamed resource or a wrong destroy deletes stops all copying, and its successor knows nothing of what was pending.",
	Fix:       "Give the resource the option Protect (pulumi.Protect(true)).",
	Severity:  rule.Critical,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:   []string{"https://www.pulumi.com/docs/iac/concepts/options/protect/"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeReplicationPolicy},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if !r.Protect {
			j.Missing("not protected", "the resource option Protect")
		}
	},
}
