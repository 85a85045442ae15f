package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appMountKey = &rule.Rule{
	ID:       "TDM-APP-061",
	Title:    "No share is mounted with an account key",
	Why:      "The key of an account opens all of it and stands in the settings of the site; files on a share also stay behind in a failover.",
	Fix:      "Keep files in blobs that are read with the managed identity; if a share is needed, write a key vault reference as accessKey.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-8"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-connect-to-azure-storage"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSiteMounts, typeSlotMounts, typeSite, typeSlot},
	Check: func(r *rule.Resource, j *rule.Judge) {
		mounts := r.Get("properties")
		if r.Type == typeSite || r.Type == typeSlot {
			mounts = r.Get("siteConfig", "azureStorageAccounts")
		}
		if mounts.Unknown() {
			j.NotYetKnown(mounts)
		}
		for _, name := range mounts.Members() {
			key := mounts.Get(name).Get("accessKey")
			text, ok := j.TextOf(key)
			if ok && text != "" && !strings.HasPrefix(text, "@") {
				j.ViolatedAs(key, "an account key", "a reference, or no mount")
			}
		}
	},
}
