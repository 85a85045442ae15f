package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafRateThreshold = &rule.Rule{
	ID:       "TDM-WAF-011",
	Title:    "Rate limits are low enough to hold somebody back",
	Why:      "A limit beyond what the origins can serve is reached after they are down; one near zero blocks people.",
	Fix:      "Set rateLimitThreshold so that divided by rateLimitDurationInMinutes (1 or 5) it lies between the parameters least and most.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-5"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-rate-limit"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "least", Doc: "the fewest requests a minute that a caller is allowed", Production: 10.0, Test: 10.0},
		{Name: "most", Doc: "the most requests a minute that a caller is allowed", Production: 2000.0, Test: 2000.0},
	},
	Scope: rule.OneResource,
	Types: edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		custom, _ := j.ItemsOf(r.Get("customRules", "rules"))
		for _, c := range custom {
			kind := c.Get("ruleType")
			if kind.Unknown() {
				j.NotYetKnown(kind)
			}
			if !strings.EqualFold(kind.Text(), "RateLimitRule") {
				continue
			}
			window := c.Get("rateLimitDurationInMinutes")
			minutes, ok := edgeNumber(j, window, 1)
			switch {
			case !ok:
			case minutes != 1 && minutes != 5:
				j.Violated(window, "1 or 5")
			default:
				edgeBetween(j, c.Get("rateLimitThreshold"), nil, j.Number("least")*minutes, j.Number("most")*minutes)
			}
		}
	},
}
