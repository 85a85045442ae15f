package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobAccountIDs = &rule.Rule{
	ID:       "TDM-DR-069",
	Title:    "Replication policies name accounts by their full ids",
	Why:      "A bare name says nothing of tenant and subscription: Azure takes it only while replication across tenants is allowed, and then a stranger may own the name.",
	Fix:      "Set sourceAccount and destinationAccount to the ids of the StorageAccount resources.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeReplicationPolicy},
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, property := range []string{"sourceAccount", "destinationAccount"} {
			account := r.Get(property)
			j.Present(account, "the id of a storage account")
			if text, ok := j.TextOf(account); ok && text != "" && !strings.Contains(strings.ToLower(text), "/storageaccounts/") {
				j.Violated(account, "the id of a storage account")
			}
		}
	},
}
