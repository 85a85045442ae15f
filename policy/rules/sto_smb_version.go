package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoSMBVersion = &rule.Rule{
	ID:       "TDM-STO-031",
	Title:    "File shares speak the newest SMB only",
	Why:      "SMB 2.1 encrypts nothing, and 3.0 does not protect the agreement on how to encrypt; by default both are offered.",
	Fix:      "Set protocolSettings.smb.versions to SMB3.1.1.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/files/files-smb-protocol"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeFileService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("protocolSettings", "smb", "versions"), "SMB2.1;SMB3.0;SMB3.1.1", "SMB3.1.1", "SMB3.1.1;")
	},
}
