package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appFTPDisabled = &rule.Rule{
	ID:       "TDM-APP-004",
	Title:    "FTP is off on every site",
	Why:      "FTP writes files past every pipeline, review and digest; plain FTP sends the password in clear text, too.",
	Fix:      "Set siteConfig.ftpsState to \"Disabled\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("9.10 (2.0.0)"), rule.MCSB("DP-3"), rule.MCSB("NS-8"), rule.WAF("SE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/deploy-ftp"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("siteConfig", "ftpsState"), "AllAllowed", "Disabled")
	},
}
