package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoSMBIdentity = &rule.Rule{
	ID:       "TDM-STO-032",
	Title:    "File shares take Kerberos tickets, not the account key",
	Why:      "NTLMv2 on a share means the account key as password: one secret for all, bound to nobody.",
	Fix:      "Set protocolSettings.smb.authenticationMethods to Kerberos.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/files/files-smb-protocol"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeFileService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("protocolSettings", "smb", "authenticationMethods"), "NTLMv2;Kerberos", "Kerberos", "Kerberos;")
	},
}
