package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drDataProtected = &rule.Rule{
	ID:        "TDM-DR-026",
	Title:     "Databases, their servers and failover groups are protected from the program",
	Why:       "A renamed resource or a wrong destroy deletes a server with all databases and their short-term backups on both sides at once; no failover brings them back.",
	Fix:       "Give the resource the option Protect (pulumi.Protect(true)).",
	Severity:  rule.Critical,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:   []string{"https://www.pulumi.com/docs/iac/concepts/options/protect/"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeServer, typeDatabase, typeFailoverGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		switch name := r.Get("databaseName"); {
		case r.Protect || strings.EqualFold(rule.AzureName(r), "master"):
		case r.Type == typeDatabase && rule.Unnamed(r):
			j.NotYetKnown(name)
		default:
			j.Missing("not protected", "the resource option Protect")
		}
	},
}
