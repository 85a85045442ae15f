package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafNoLoweredRules = &rule.Rule{
	ID:       "TDM-WAF-007",
	Title:    "No managed rule is disabled or only logs",
	Why:      "A rule that was lowered for one false alarm lets the attack that it knows through on every path.",
	Fix:      "Remove the override, or set enabledState to Enabled and action to AnomalyScoring or Block; name a rule that must be lowered in the parameter lowered.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-tuning"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "lowered", Doc: "the ids of managed rules that may be lowered, separated by spaces", Production: "", Test: ""},
	},
	Scope: rule.OneResource,
	Types: edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		sets, _ := edgeManaged(r, j)
		lowered := strings.Fields(j.Text("lowered"))
		for _, s := range sets {
			edgeOverrides(j, s, func(group, o rule.Value) {
				id := o.Get("ruleId")
				if slices.Contains(lowered, id.Text()) {
					return
				}
				if id.Unknown() && len(lowered) > 0 {
					j.NotYetKnown(id)
					return
				}
				j.OneOf(o.Get("enabledState"), "Disabled", "Enabled")
				actions := []string{"Block", "AnomalyScoring", "Redirect", "JSChallenge", "CAPTCHA"}
				action, kept := o.Get("action"), []string{"Allow", "Log"} // what Azure does by itself with some bots
				if group.Unknown() && containsFold(kept, action.Text()) {
					j.NotYetKnown(group)
					return
				}
				if containsFold([]string{"GoodBots", "UnknownBots"}, group.Text()) {
					actions = append(actions, kept...)
				}
				j.OneOf(action, "Block", actions...)
			})
		}
	},
}
