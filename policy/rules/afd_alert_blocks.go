package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdAlertBlocks = &rule.Rule{
	ID:       "TDM-AFD-052",
	Title:    "Somebody is told when the firewall blocks unusually many requests",
	Why:      "An attack that the firewall stops goes on with other means; one that nobody sees is never answered.",
	Fix:      "Add an azure-native:insights:MetricAlert on WebApplicationFirewallRequestCount, GreaterThan what is usual, with Block among the values of the dimension Action, and with the profile's id in scopes.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("LT-4"), rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/monitor-front-door"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "most", Doc: "the most blocked requests in a window of the alert that nobody is told of", Production: 5000.0, Test: 5000.0},
	},
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		edgeAlert(g, j, "WebApplicationFirewallRequestCount", func(on *rule.Judge, c rule.Value) {
			on.OneOf(c.Get("operator"), nil, "GreaterThan", "GreaterThanOrEqual")
			on.AtMost(c.Get("threshold"), nil, j.Number("most"))
			edgeDimensions(on, c, map[string]string{"action": "Block"})
		})
	},
}
