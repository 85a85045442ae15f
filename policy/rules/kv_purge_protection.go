package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvPurgeProtection = &rule.Rule{
	ID:        "TDM-KV-004",
	Title:     "Nobody can purge a vault before its retention ends",
	Why:       "Without purge protection a thief, or a script, deletes a vault and then empties the bin: keys and secrets are gone at once, in spite of soft delete.",
	Fix:       "Set properties.enablePurgeProtection to true. Azure never lets it be turned off again.",
	Severity:  rule.Critical,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.CIS("8.5 (2.0.0)"), rule.MCSB("DP-8"), rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:   []string{"https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeKeyVault, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		onByDefault := r.Type == typeManagedHSM
		j.True(r.Get("properties", "enablePurgeProtection"), onByDefault)
	},
}
