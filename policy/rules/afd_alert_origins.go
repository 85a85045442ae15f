package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdAlertOrigins = &rule.Rule{
	ID:       "TDM-AFD-051",
	Title:    "Somebody is told when an origin fails its probes",
	Why:      "The edge moves traffic by itself and says nothing: the second loss then meets a system that has had no reserve for weeks.",
	Fix:      "Add an azure-native:insights:MetricAlert on OriginHealthPercentage, LessThan a threshold of 50 to 100, over all values of each dimension, with the profile's id in scopes.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/monitor-front-door"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		edgeAlert(g, j, "OriginHealthPercentage", func(on *rule.Judge, c rule.Value) {
			on.OneOf(c.Get("operator"), nil, "LessThan", "LessThanOrEqual")
			edgeBetween(on, c.Get("threshold"), nil, 50, 100)
			edgeDimensions(on, c, nil)
		})
	},
}
