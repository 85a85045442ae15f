package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appPlatform = &rule.Rule{
	ID:       "TDM-APP-059",
	Title:    "A plan and its sites say one operating system",
	Why:      "A plan that is called Linux but is not reserved becomes a Windows plan; it cannot be changed, only replaced, with all sites on it.",
	Fix:      "Set reserved to true where kind says linux, and hyperV and isXenon to false there.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-hosting-plans"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typePlan, typeSite, typeSlot},
	Check: func(r *rule.Resource, j *rule.Judge) {
		kind, known := siteKind(r, j)
		if !known || kind == "" {
			return
		}
		reserved := r.Get("reserved")
		if !strings.Contains(kind, "linux") {
			if !isFunction(kind) && kind != "elastic" {
				j.False(reserved, false)
			}
			return
		}
		if r.Type == typePlan || !reserved.Absent() {
			j.True(reserved, false)
		}
		j.False(r.Get("hyperV"), false)
		j.False(r.Get("isXenon"), false)
	},
}
