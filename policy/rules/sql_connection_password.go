package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// sqlWithoutPassword are the kinds of authentication by which a program logs in
// as itself, without blanks.
var sqlWithoutPassword = []string{
	"activedirectorymanagedidentity", "activedirectorymsi", "activedirectorydefault", "activedirectoryworkloadidentity",
}

var sqlConnectionPassword = &rule.Rule{
	ID:       "TDM-SQL-036",
	Title:    "Applications log in to databases without a password",
	Why:      "A password in a setting is read by everyone who may read the application, lies in the program's state, and is never changed.",
	Fix:      "Write Authentication=Active Directory Managed Identity and the identity's client id into the connection string; leave out Password.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.MCSB("IM-8"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/tutorial-connect-msi-sql-database"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sqlSettingTypes,
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, v := range sqlSettings(r) {
			if v.Unknown() {
				j.NotYetKnown(v)
				continue
			}
			keys, _ := sqlConnection(v.Text())
			if keys["password"] != "" || keys["pwd"] != "" {
				j.ViolatedAs(v, "a connection with a password", "a connection by managed identity")
			}
			how := strings.ReplaceAll(keys["authentication"], " ", "")
			if how != "" && !slices.Contains(sqlWithoutPassword, how) {
				j.ViolatedAs(v, "a connection by another authentication", "Authentication=Active Directory Managed Identity")
			}
		}
	},
}
