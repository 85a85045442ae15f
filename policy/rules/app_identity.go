package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appIdentity = &rule.Rule{
	ID:       "TDM-APP-007",
	Title:    "Sites have a managed identity",
	Why:      "Without an identity of its own a site needs passwords for everything that it reads, and they stand in its settings.",
	Fix:      "Set identity.type to \"UserAssigned\" and list the identity in identity.userAssignedIdentities.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("9.5 (2.0.0)"), rule.MCSB("IM-1"), rule.MCSB("IM-3"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-managed-identity"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("identity", "type"), "None", "UserAssigned", "SystemAssigned", "SystemAssigned, UserAssigned", "SystemAssigned,UserAssigned")
	},
}
