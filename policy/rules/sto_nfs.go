package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoNFS = &rule.Rule{
	ID:       "TDM-STO-012",
	Title:    "Storage accounts do not serve NFS",
	Why:      "NFS 3.0 asks for no identity and encrypts nothing: whoever is in the network reads and writes.",
	Fix:      "Set enableNfsV3 to false.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.MCSB("NS-8"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/network-file-system-protocol-support"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("enableNfsV3"), false)
	},
}
