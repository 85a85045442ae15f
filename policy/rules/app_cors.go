package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appCORS = &rule.Rule{
	ID:       "TDM-APP-030",
	Title:    "Cross-origin requests are not open to everybody",
	Why:      "With \"*\" any page that a user visits can read what the site answers; with credentials it acts as that user.",
	Fix:      "List exact origins in siteConfig.cors.allowedOrigins, never \"*\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-2"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/app-service-web-tutorial-rest-api"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		origins, _ := j.ItemsOf(r.Get("siteConfig", "cors", "allowedOrigins"))
		for _, origin := range origins {
			if text, ok := j.TextOf(origin); ok && (strings.Contains(text, "*") || strings.HasPrefix(strings.ToLower(text), "http://")) {
				j.Violated(origin, "an exact origin with https")
			}
		}
	},
}
