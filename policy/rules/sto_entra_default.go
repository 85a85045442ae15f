package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoEntraDefault = &rule.Rule{
	ID:       "TDM-STO-017",
	Title:    "The portal reads a storage account with the Entra identity by default",
	Why:      "Otherwise the portal fetches the account key for whoever may, and all they do is done under the key, not under their name.",
	Fix:      "Set defaultToOAuthAuthentication to true.",
	Severity: rule.Low,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/authorize-data-operations-portal"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("defaultToOAuthAuthentication"), false)
	},
}
