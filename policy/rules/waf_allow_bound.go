package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafAllowBound = &rule.Rule{
	ID:       "TDM-WAF-014",
	Title:    "A rule that allows is bound to few addresses",
	Why:      "Allow ends the evaluation: whoever meets the conditions passes without the managed rules, and paths, headers and countries are chosen by the caller.",
	Fix:      "Give the rule a condition with operator IPMatch, negateCondition false, and the ranges of those who are meant, or replace Allow by Block of the contrary.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-custom-rules", "https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-configure-ip-restriction"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		custom, _ := j.ItemsOf(r.Get("customRules", "rules"))
		for _, c := range custom {
			action, ok := j.TextOf(c.Get("action"))
			if !ok || !strings.EqualFold(action, "Allow") {
				continue
			}
			if conditions := c.Get("matchConditions"); conditions.HasUnknown() {
				j.NotYetKnown(conditions)
				continue
			}
			if !slices.ContainsFunc(edgeConditions(c), edgeFewAddresses) {
				j.ViolatedAs(c.Get("action"), "Allow for more than named addresses", "a condition of named ranges, 8 fixed bits or more, beside Allow")
			}
		}
	},
}

// edgeFewAddresses reports whether a condition holds for named ranges alone.
func edgeFewAddresses(c rule.Value) bool {
	values := c.Get("matchValue").Items()
	return edgeCondition(c, "IPMatch", false) && len(values) > 0 &&
		!slices.ContainsFunc(values, func(v rule.Value) bool { return !edgeNarrow(v.Text()) })
}
