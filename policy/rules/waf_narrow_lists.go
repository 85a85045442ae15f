package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafNarrowLists = &rule.Rule{
	ID:       "TDM-WAF-021",
	Title:    "Lists of those who are let in do not hold everybody",
	Why:      "A rule that blocks all but some ranges blocks nobody once one of the ranges is the whole Internet.",
	Fix:      "Name in matchValue of negated IPMatch conditions only ranges with 8 fixed bits or more (16 for IPv6).",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-configure-ip-restriction"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		custom, _ := j.ItemsOf(r.Get("customRules", "rules"))
		for _, c := range custom {
			conditions, _ := j.ItemsOf(c.Get("matchConditions"))
			for _, m := range conditions {
				operator, negated := m.Get("operator"), m.Get("negateCondition")
				switch {
				case operator.Unknown() && (negated.Bool() || negated.Unknown()):
					j.NotYetKnown(operator)
				case negated.Unknown() && strings.EqualFold(operator.Text(), "IPMatch"):
					j.NotYetKnown(negated)
				}
				if !edgeCondition(m, "IPMatch", true) {
					continue
				}
				ranges, complete := j.ItemsOf(m.Get("matchValue"))
				if complete && len(ranges) == 0 {
					j.Violated(m.Get("matchValue"), "the ranges of those who are let in")
				}
				for _, v := range ranges {
					if !edgeNarrow(v.Text()) {
						j.Violated(v, "an address, or a range with 8 fixed bits or more (16 for IPv6)")
					}
				}
			}
		}
	},
}
