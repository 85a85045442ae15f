package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoSMBEncryption = &rule.Rule{
	ID:       "TDM-STO-030",
	Title:    "File shares encrypt SMB with AES-256-GCM only",
	Why:      "A client may choose the weakest cipher that the share offers, and by default it offers 128 bits, too.",
	Fix:      "Set protocolSettings.smb.channelEncryption to AES-256-GCM.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/files/files-smb-protocol"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeFileService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("protocolSettings", "smb", "channelEncryption"), "AES-128-CCM;AES-128-GCM;AES-256-GCM", "AES-256-GCM", "AES-256-GCM;")
	},
}
