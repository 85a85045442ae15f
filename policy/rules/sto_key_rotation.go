package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoKeyRotation = &rule.Rule{
	ID:       "TDM-STO-018",
	Title:    "Account keys that are in use are rotated",
	Why:      "A key that never changes is known to everybody who ever saw a configuration with it.",
	Fix:      "Set keyPolicy.keyExpirationPeriodInDays to at most 90, or allowSharedKeyAccess to false, which makes the keys useless.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.3 (2.0.0)"), rule.CIS("3.4 (2.0.0)"), rule.MCSB("DP-6"), rule.MCSB("IM-8"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "maxDays", Doc: "The longest life of an account key, in days.", Production: 90.0, Test: 90.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		shared := r.Get("allowSharedKeyAccess")
		if shared.Unknown() {
			j.NotYetKnown(shared)
			return
		}
		if shared.Kind() == rule.KindBool && !shared.Bool() {
			return
		}
		j.AtMost(r.Get("keyPolicy", "keyExpirationPeriodInDays"), nil, j.Number("maxDays"))
	},
}
