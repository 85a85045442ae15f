package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appRuntimePHP = &rule.Rule{
	ID:       "TDM-APP-051",
	Title:    "The PHP that sites run on is supported",
	Why:      "A version of PHP that is past its end gets no fixes: the next hole that is found in it stays open.",
	Fix:      "Set siteConfig.linuxFxVersion (on Windows siteConfig.phpVersion) to a version that is supported.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-6"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/language-support-policy"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "oldest", Doc: "the oldest version of PHP that still gets fixes", Production: "8.2", Test: "8.2"}},
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		runtime{linux: []string{"PHP"}, windows: "phpVersion"}.supported(r, j, plain)
	},
}
