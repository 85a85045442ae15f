package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var stoFirewallBypass = &rule.Rule{
	ID:       "TDM-STO-007",
	Title:    "A storage account's firewall lets Azure's trusted services pass",
	Why:      "Backup, Event Grid and the writing of diagnostic logs come from networks that no rule can name: without the bypass they fail, and nobody sees it at once.",
	Fix:      "Let networkRuleSet.bypass contain AzureServices.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.9 (2.0.0)"), rule.MCSB("NS-2"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		bypass := r.Get("networkRuleSet", "bypass")
		text, ok := j.TextOf(bypass)
		named := slices.ContainsFunc(strings.Split(text, ","), func(s string) bool {
			return strings.EqualFold(strings.TrimSpace(s), "AzureServices")
		})
		if ok && !named {
			j.Violated(bypass, "AzureServices among those that pass")
		}
	},
}
