package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoTLSVersion = &rule.Rule{
	ID:       "TDM-STO-002",
	Title:    "Storage accounts refuse TLS older than 1.2",
	Why:      "TLS 1.0 and 1.1 have known breaks: who sits between client and account can read what is sent. Azure takes 1.0 if nothing is said.",
	Fix:      "Set minimumTlsVersion to TLS1_2 or TLS1_3.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.15 (2.0.0)"), rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/transport-layer-security-configure-minimum-version"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("minimumTlsVersion"), "TLS1_0", "TLS1_2", "TLS1_3")
	},
	Remediate: func(r *rule.Resource, _ *rule.Judge, props map[string]any) bool {
		v := r.Get("minimumTlsVersion")
		if v.Unknown() || v.Text() == "TLS1_2" || v.Text() == "TLS1_3" {
			return false
		}
		props["minimumTlsVersion"] = "TLS1_2"
		return true
	},
}
