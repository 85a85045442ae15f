package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appContainerStorage = &rule.Rule{
	ID:       "TDM-APP-063",
	Title:    "Containers keep nothing in the files of the site",
	Why:      "What a container writes into /home stays in its region: after a failover it is not there, and nobody misses it before.",
	Fix:      "Set the app setting WEBSITES_ENABLE_APP_SERVICE_STORAGE to \"false\" and keep data in the database and in blobs.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:09"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-custom-container"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSiteSettings, typeSlotSettings},
	Check: func(r *rule.Resource, j *rule.Judge) {
		v := r.Get("properties", "WEBSITES_ENABLE_APP_SERVICE_STORAGE")
		if _, ok := j.TextOf(v); ok {
			j.OneOf(v, nil, "false")
		}
	},
}
