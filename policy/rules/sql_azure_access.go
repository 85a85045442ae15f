package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlAzureAccess = &rule.Rule{
	ID:       "TDM-SQL-006",
	Title:    "No firewall rule of a SQL server lets all of Azure in",
	Why:      "The range 0.0.0.0 to 0.0.0.0 means every address of Azure, those of other customers' virtual machines included.",
	Fix:      "Remove the azure-native:sql:FirewallRule whose startIpAddress and endIpAddress are 0.0.0.0; reach the server by a private endpoint.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/firewall-configure"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSQLFirewall},
	Check: func(r *rule.Resource, j *rule.Judge) {
		start, end := sqlRange(r)
		from, to := start.Text() == "0.0.0.0", end.Text() == "0.0.0.0"
		switch {
		case from && to:
			j.ViolatedAs(start, start.String()+" to "+end.String()+", which is all of Azure", "no such rule")
		case start.Unknown() && (to || end.Unknown()):
			j.NotYetKnown(start)
		case from && end.Unknown():
			j.NotYetKnown(end)
		}
	},
}
