package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appWebSockets = &rule.Rule{
	ID:       "TDM-APP-058",
	Title:    "WebSockets are off where nothing needs them",
	Why:      "After the upgrade the firewall of the edge sees no more of a WebSocket, and an open one keeps an instance from being drained.",
	Fix:      "Set siteConfig.webSocketsEnabled to false, or the parameter allowed to true for an application that needs them.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-8"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-common"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "allowed", Doc: "whether the application needs WebSockets", Production: false, Test: false}},
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		if !j.Switch("allowed") {
			j.False(r.Get("siteConfig", "webSocketsEnabled"), false)
		}
	},
}
