package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoSFTP = &rule.Rule{
	ID:       "TDM-STO-011",
	Title:    "Storage accounts do not speak SFTP",
	Why:      "SFTP knows local users only and opens one more port on the account; what moves files can do so over HTTPS with a token.",
	Fix:      "Set isSftpEnabled to false.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.MCSB("NS-8"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("isSftpEnabled"), false)
	},
}
