package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appEnvironmentZones = &rule.Rule{
	ID:        "TDM-APP-034",
	Title:     "App Service Environments are spread over zones",
	Why:       "Every plan of an environment in one zone is down with that zone, whatever the plans say of themselves.",
	Fix:       "Set zoneRedundant to true on the azure-native:web:AppServiceEnvironment when it is made. Regions without zones are not judged.",
	Severity:  rule.Medium,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.WAF("RE:05")},
	Sources:   []string{"https://learn.microsoft.com/azure/reliability/reliability-app-service"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeAppEnvironment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if redundant := r.Get("zoneRedundant"); needsZones(r, j, redundant.Bool() || redundant.Unknown()) {
			j.True(redundant, false)
		}
	},
}
