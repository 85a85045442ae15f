package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var stoCORS = &rule.Rule{
	ID:       "TDM-STO-033",
	Title:    "Storage answers the web pages of named origins only",
	Why:      "With a star among the origins, any page that a user visits can read with the links that the user holds.",
	Fix:      "Name the origins in cors.corsRules[].allowedOrigins, or leave cors out.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeBlobService, typeFileService, typeQueueService, typeTableService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		rules, _ := j.ItemsOf(r.Get("cors", "corsRules"))
		for _, one := range rules {
			origins, _ := j.ItemsOf(one.Get("allowedOrigins"))
			for _, origin := range origins {
				if strings.Contains(origin.Text(), "*") {
					j.Violated(origin, "an origin by name")
				}
			}
		}
	},
}
