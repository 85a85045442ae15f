package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlThreatsMail = &rule.Rule{
	ID:       "TDM-SQL-018",
	Title:    "Alerts about SQL servers are mailed to those on duty",
	Why:      "An alert that only stands in a portal is found the next time that somebody looks there.",
	Fix:      "Let emailAddresses of the azure-native:sql:ServerSecurityAlertPolicy name the address of those on duty.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IR-2"), rule.WAF("SE:12")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/threat-detection-configure"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSQLThreats},
	Check: func(r *rule.Resource, j *rule.Judge) {
		demandAddressees(j, r.Get("emailAddresses"))
	},
}

// demandAddressees demands a list with at least one address of e-mail.
func demandAddressees(j *rule.Judge, list rule.Value) {
	items, complete := j.ItemsOf(list)
	for _, item := range items {
		if item.Text() != "" {
			return
		}
	}
	if complete {
		j.ViolatedAs(list, "without an address", "at least one e-mail address")
	}
}
