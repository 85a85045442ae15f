package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafLog4j = &rule.Rule{
	ID:       "TDM-WAF-008",
	Title:    "The rule against attacks on Log4j is on",
	Why:      "The rule 944240 stops the request that makes a Java logger load code from elsewhere; libraries that nobody knows of still have the hole.",
	Fix:      "Remove the override of rule 944240 from the group JAVA, or set its enabledState to Enabled and its action to AnomalyScoring or Block.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.MCSB("PV-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-drs"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		sets, _ := edgeManaged(r, j)
		for _, s := range sets {
			edgeOverrides(j, s, func(_, o rule.Value) {
				switch id := o.Get("ruleId"); {
				case id.Unknown():
					j.NotYetKnown(id)
				case id.Text() == "944240":
					j.OneOf(o.Get("enabledState"), "Disabled", "Enabled")
					j.OneOf(o.Get("action"), "Block", "Block", "AnomalyScoring", "Redirect")
				}
			})
		}
	},
}
