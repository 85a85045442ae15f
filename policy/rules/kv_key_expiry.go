package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvKeyExpiry = &rule.Rule{
	ID:       "TDM-KV-009",
	Title:    "Every key has a date on which it ends",
	Why:      "A key without an end is never renewed, and whoever copied what it opens can read it for ever.",
	Fix:      "Set properties.attributes.expires to seconds since 1970, and renew before.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("8.1 (2.0.0)"), rule.CIS("8.2 (2.0.0)"), rule.MCSB("DP-6"), rule.MCSB("IM-3"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/keys/about-keys"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVaultKey},
	Check:    judgeExpiry,
}

// judgeExpiry demands that what is in use in a vault ends some day.
func judgeExpiry(r *rule.Resource, j *rule.Judge) {
	attributes := r.Get("properties", "attributes")
	enabled := attributes.Get("enabled")
	switch {
	case enabled.Unknown():
		j.NotYetKnown(enabled)
		return
	case enabled.Kind() == rule.KindBool && !enabled.Bool():
		return
	}
	j.AtLeast(attributes.Get("expires"), nil, 1)
}
