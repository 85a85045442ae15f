package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appPlanInstances = &rule.Rule{
	ID:       "TDM-APP-032",
	Title:    "Plans have at least two instances",
	Why:      "With one instance every restart of it, every update of the platform and every lost host is an outage.",
	Fix:      "Set sku.capacity to 2 or more, or to the number of zones.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/well-architected/service-guides/app-service-web-apps"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "least", Doc: "the least number of instances", Production: 2.0, Test: 1.0}},
	Scope:    rule.OneResource,
	Types:    []string{typePlan},
	Check: func(r *rule.Resource, j *rule.Judge) {
		size, ok := j.TextOf(r.Get("sku", "name"))
		if !ok && r.Get("sku", "name").Unknown() || elasticSizes.MatchString(size) {
			return // elastic plans count their instances themselves
		}
		j.AtLeast(r.Get("sku", "capacity"), 1.0, j.Number("least"))
	},
}

var elasticSizes = regexp.MustCompile(`(?i)^(EP\d|WS\d|FC1|Y1)$`)
