package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlOutbound = &rule.Rule{
	ID:       "TDM-SQL-034",
	Title:    "SQL servers call no other services",
	Why:      "Who may run statements can let the server send data anywhere, to a storage account of their own or to any web address, past every firewall in front of it.",
	Fix:      "Set restrictOutboundNetworkAccess of the azure-native:sql:Server to \"Enabled\"; allow what has to be called by azure-native:sql:OutboundFirewallRule.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.MCSB("DP-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/outbound-firewall-rule-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeServer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("restrictOutboundNetworkAccess"), "Disabled", "Enabled")
	},
}
