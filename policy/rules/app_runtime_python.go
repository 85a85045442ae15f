package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appRuntimePython = &rule.Rule{
	ID:       "TDM-APP-053",
	Title:    "The Python that sites run on is supported",
	Why:      "A version of Python that is past its end gets no fixes: the next hole that is found in it stays open.",
	Fix:      "Set siteConfig.linuxFxVersion (on Windows siteConfig.pythonVersion) to a version that is supported.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-6"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/language-support-policy"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "oldest", Doc: "the oldest version of Python that still gets fixes", Production: "3.11", Test: "3.11"}},
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		runtime{linux: []string{"PYTHON"}, windows: "pythonVersion"}.supported(r, j, plain)
	},
}
