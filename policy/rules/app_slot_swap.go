package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSlotSwap = &rule.Rule{
	ID:       "TDM-APP-043",
	Title:    "No slot swaps itself into production",
	Why:      "A slot that swaps after each push skips the check of the release and the order of the stamps: both can be broken at the same minute.",
	Fix:      "Leave siteConfig.autoSwapSlotName out and swap when the release says so.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:11"), rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/deploy-staging-slots"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		v := r.Get("siteConfig", "autoSwapSlotName")
		if text, ok := j.TextOf(v); ok && text != "" {
			j.Violated(v, "no slot name")
		}
	},
}
