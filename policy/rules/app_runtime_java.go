package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appRuntimeJava = &rule.Rule{
	ID:       "TDM-APP-054",
	Title:    "The Java that sites run on is supported",
	Why:      "A version of Java that is past its end gets no fixes: the next hole that is found in it stays open.",
	Fix:      "Set siteConfig.linuxFxVersion (on Windows siteConfig.javaVersion) to a version that is supported.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-6"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/language-support-policy"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "oldest", Doc: "the oldest version of Java that still gets fixes", Production: "11", Test: "11"}},
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		runtime{linux: []string{"JAVA", "TOMCAT", "JBOSSEAP"}, windows: "javaVersion"}.supported(r, j, func(text string) string {
			if _, after, ok := strings.Cut(text, "-"); ok {
				text = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(after), "java"), "jre")
			}
			return strings.TrimPrefix(plain(text), "1.")
		})
	},
}
