package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvLogs = &rule.Rule{
	ID:       "TDM-KV-022",
	Title:    "Every access to a vault is logged",
	Why:      "After a theft the log is the only one that says which secrets were read, by whom and from where; Azure writes none on its own.",
	Fix:      "Give the vault a DiagnosticSetting whose logs have categoryGroup allLogs, or category AuditEvent, enabled.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("5.1.5 (2.0.0)"), rule.MCSB("LT-3"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/logging"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		vaults := g.OfType(typeKeyVault)
		logs := settingsOn(g, vaults, "", typeKeyVault)
		for _, vault := range vaults {
			logs.demand(g, j, vault, "who reads it", []string{"allLogs", "audit"}, "AuditEvent")
		}
	},
}
