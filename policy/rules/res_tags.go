package rules

import (
	"maps"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var resTags = &rule.Rule{
	ID:       "TDM-RES-001",
	Title:    "Resources say which system, environment and stamp they belong to, and who owns them",
	Why:      "In an outage, on a bill or in an alert a resource without tags is nobody's; and rules about stamps can only judge what says its stamp.",
	Fix:      "Set the tags system, environment, stamp (a stamp's name, or global for what joins stamps) and owner.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("AM-1"), rule.WAF("OE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-tagging"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "tags", Doc: "The tags that have to be set, with commas between them.", Production: "system,environment,stamp,owner", Test: "system,environment,stamp,owner"},
		{Name: "values", Doc: "What remediation sets tags to that are not set: name=value, with commas between them.", Production: "", Test: ""},
	},
	Scope: rule.OneResource,
	Types: taggable,
	Check: func(r *rule.Resource, j *rule.Judge) {
		for name := range strings.SplitSeq(j.Text("tags"), ",") { // a name may hold blanks
			name = strings.TrimSpace(name)
			if name == "" {
				continue
			}
			j.Present(r.Get("tags", name), "a value for tag "+name)
		}
	},
	Remediate: func(r *rule.Resource, j *rule.Judge, props map[string]any) bool {
		tags, set := map[string]any{}, false
		if have, ok := props["tags"].(map[string]any); ok {
			maps.Copy(tags, have)
		} else if !r.Get("tags").Absent() {
			return false
		}
		for pair := range strings.SplitSeq(j.Text("values"), ",") { // a value may hold blanks
			name, value, _ := strings.Cut(pair, "=")
			name, value = strings.TrimSpace(name), strings.TrimSpace(value)
			if v := r.Get("tags", name); value != "" && !v.Unknown() && v.Text() == "" {
				tags[name], set = value, true
			}
		}
		if set {
			props["tags"] = tags
		}
		return set
	},
}
