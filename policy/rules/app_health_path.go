package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appHealthPath = &rule.Rule{
	ID:       "TDM-APP-010",
	Title:    "Web apps have a health path of their own",
	Why:      "Without a health path App Service keeps sending requests to an instance that hangs; the start page answers 200 long after the database is gone.",
	Fix:      "Set siteConfig.healthCheckPath to a path that tests what the instance needs, such as \"/healthz/instance\", not \"/\".",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/monitor-instances-health-check"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		kind, known := siteKind(r, j)
		if !known || isFunction(kind) {
			return
		}
		path := r.Get("siteConfig", "healthCheckPath")
		const want = "a path that only health checks use, such as \"/healthz/instance\""
		j.Present(path, want)
		if text, ok := j.TextOf(path); ok && text != "" && (!strings.HasPrefix(text, "/") || strings.Trim(text, "/ ") == "") {
			j.Violated(path, want)
		}
	},
}
