package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvSecretValue = &rule.Rule{
	ID:       "TDM-KV-015",
	Title:    "The value of a secret is a secret in the program, too",
	Why:      "A value that the program holds in plain stands in the state file, in every preview and in the log of whoever deploys.",
	Fix:      "Make properties.value a Pulumi secret (config.RequireSecret, pulumi.ToSecret), or let something other than the program write it.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-8"), rule.MCSB("DP-3"), rule.WAF("SE:09")},
	Sources:  []string{"https://www.pulumi.com/docs/iac/concepts/secrets/"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVaultSecret},
	Check: func(r *rule.Resource, j *rule.Judge) {
		value := r.Get("properties", "value")
		switch {
		case value.Secret(), value.Absent():
		case value.Unknown():
			j.NotYetKnown(value)
		default:
			j.ViolatedAs(value, "in plain", "a Pulumi secret")
		}
	},
}
