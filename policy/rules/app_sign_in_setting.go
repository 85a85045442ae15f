package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSignInSetting = &rule.Rule{
	ID:       "TDM-APP-066",
	Title:    "The setting that sign-in reads is there",
	Why:      "Sign-in that looks for a setting which does not exist fails for every user, and only when somebody tries.",
	Fix:      "Add the setting that clientSecretSettingName names to the site's azure-native:web:WebAppApplicationSettings.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("OE:05"), rule.MCSB("IM-1")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		signIns, _ := configured(g, j, typeSiteSignIn, typeSlotSignIn)
		settings, _ := configured(g, j, typeSiteSettings, typeSlotSettings)
		for site, signIn := range signIns {
			name, ok := j.On(signIn).TextOf(signIn.Get("identityProviders", "azureActiveDirectory", "registration", "clientSecretSettingName"))
			if of := settings[site]; ok && name != "" && of != nil {
				if v := of.Get("properties", name); v.Unknown() {
					j.On(of).NotYetKnown(v)
				} else if v.Absent() {
					j.On(of).Violated(v, "the setting that sign-in reads")
				}
			}
		}
	},
}
