package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSettingSecret = &rule.Rule{
	ID:       "TDM-APP-018",
	Title:    "No app setting holds a secret",
	Why:      "Settings are shown in the portal and in exports, stand in the state of the program, and are handed to every process of the site.",
	Fix:      "Write @Microsoft.KeyVault(SecretUri=<address>) as the value, or use the managed identity and no secret at all.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("9.11 (2.0.0)"), rule.MCSB("IM-8"), rule.MCSB("DP-6"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/app-service-key-vault-references"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSiteSettings, typeSlotSettings, typeSite, typeSlot},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type == typeSiteSettings || r.Type == typeSlotSettings {
			properties := r.Get("properties")
			if properties.Unknown() {
				j.NotYetKnown(properties)
			}
			for _, name := range properties.Members() {
				noSecret(j, name, properties.Get(name))
			}
			return
		}
		items, _ := j.ItemsOf(r.Get("siteConfig", "appSettings"))
		for _, item := range items {
			name := item.Get("name")
			if name.Unknown() {
				j.NotYetKnown(name)
			}
			noSecret(j, name.Text(), item.Get("value"))
		}
	},
}
