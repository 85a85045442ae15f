package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdNoClassic = &rule.Rule{
	ID:       "TDM-AFD-002",
	Title:    "Nothing is served by Front Door (classic)",
	Why:      "Front Door (classic) ends on 31 March 2027; it has no private links to origins, and its rules are not those that guard the rest.",
	Fix:      "Migrate the profile to azure-native:cdn:Profile with sku.name Premium_AzureFrontDoor, then set enabledState of the classic one to Disabled and delete it.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("AM-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/classic-retirement-faq", "https://learn.microsoft.com/azure/frontdoor/tier-migration"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeClassicFrontDoor},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("enabledState"), "Enabled", "Disabled")
	},
}
