package rules

import "github.com/tandem-platform/tandem/policy/rule"

var resTags = &rule.Rule{
	ID:       "TDM-RES-001",
	Title:    "Resources say which system, environment and stamp they belong to, and who owns them",
	Why:      "In an outage, on a bill or in an alert a resource without tags is nobody's; and rules about stamps can only judge what says its stamp.",
	Fix:      "Set the tags system, environment, stamp (a stamp's name, or global for what joins stamps) and owner.",
	Severity: rule.Low,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("AM-1"), rule.WAF("OE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-tagging"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "tags", Doc: "The tags that have to be set, with commas between them.", Production: "system,environment,stamp,owner", Test: "system,environment,stamp,owner"}},
	Scope:    rule.OneResource,
	Types:    taggable,
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, name := range words(j.Text("tags")) {
			j.Present(r.Get("tags", name), "a value for tag "+name)
		}
	},
}
