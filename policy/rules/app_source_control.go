package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSourceControl = &rule.Rule{
	ID:       "TDM-APP-048",
	Title:    "No site fetches its code from a repository",
	Why:      "What a site fetches for itself was built by nobody, checked by nobody, and differs between the stamps for minutes.",
	Fix:      "Leave siteConfig.scmType out or set it to \"None\", remove any azure-native:web:WebAppSourceControl, and deploy what the release built.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("DS-6"), rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/deploy-continuous-deployment"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSite, typeSlot, typeSiteSource, typeSlotSource},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type == typeSiteSource || r.Type == typeSlotSource {
			j.Missing("a repository from which the site fetches its code", "none, and a deployment of what the release built")
			return
		}
		j.OneOf(r.Get("siteConfig", "scmType"), "None", "None")
	},
}
