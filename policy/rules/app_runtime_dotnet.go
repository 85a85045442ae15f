package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appRuntimeDotNet = &rule.Rule{
	ID:       "TDM-APP-050",
	Title:    "The .NET that sites run on is supported",
	Why:      "A version of .NET that is past its end gets no fixes: the next hole that is found in it stays open.",
	Fix:      "Set siteConfig.linuxFxVersion (on Windows siteConfig.netFrameworkVersion) to a version that is supported.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-6"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/lifecycle/products/microsoft-net-and-net-core"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "oldest", Doc: "the oldest version of .NET that still gets fixes", Production: "10.0", Test: "10.0"}},
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		runtime{linux: []string{"DOTNETCORE", "DOTNET", "DOTNET-ISOLATED"}, windows: "netFrameworkVersion"}.supported(r, j, func(text string) string {
			version := plain(text)
			if strings.HasPrefix(version, "4") {
				return "" // .NET Framework 4 is supported as a part of Windows
			}
			return version
		})
	},
}
