package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appPlanSize = &rule.Rule{
	ID:        "TDM-APP-031",
	Title:     "Plans have a size that production runs on",
	Why:       "Smaller tiers share workers or have no zones, no slots, no autoscale to speak of: the first busy hour or lost zone takes the site down.",
	Fix:       "Set sku.name to P0v3 or larger (PremiumV2, V3, V4), an IsolatedV2 size, or an elastic size for functions.",
	Severity:  rule.Medium,
	Level:     rule.Advisory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.WAF("RE:05"), rule.WAF("PE:03")},
	Sources:   []string{"https://learn.microsoft.com/azure/app-service/overview-hosting-plans"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typePlan},
	Check: func(r *rule.Resource, j *rule.Judge) {
		const want = "a size of PremiumV2 or later, IsolatedV2, or an elastic plan of functions"
		name, tier := r.Get("sku", "name"), r.Get("sku", "tier")
		j.Present(name, want)
		if text, ok := j.TextOf(name); ok && text != "" && !planSizes.MatchString(text) {
			j.Violated(name, want)
		}
		if text, ok := j.TextOf(tier); ok && !planTiers.MatchString(text) {
			j.Violated(tier, want)
		}
	},
}

var (
	planSizes = regexp.MustCompile(`(?i)^(P\d(m?v[2-9])|I\dm?v2|EP\d|WS\d|FC1)$`)
	planTiers = regexp.MustCompile(`(?i)^(Premium\d?m?V[2-9]|PremiumMV[2-9]|Isolatedm?V2|ElasticPremium|WorkflowStandard|FlexConsumption)$`)
)
