package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appImageIdentity = &rule.Rule{
	ID:       "TDM-APP-016",
	Title:    "Images are pulled with the managed identity",
	Why:      "The other ways are the password of the registry's administrator, which can also push, or a registry that anybody can read.",
	Fix:      "Set siteConfig.acrUseManagedIdentityCreds to true and siteConfig.acrUserManagedIdentityID to the client id of the identity; give it AcrPull.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.MCSB("IM-8"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-custom-container"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSite, typeSlot, typeSiteContainer, typeSlotContainer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type == typeSiteContainer || r.Type == typeSlotContainer {
			j.OneOf(r.Get("authType"), "Anonymous", "Anonymous", "SystemIdentity", "UserAssigned")
			return
		}
		for _, image := range siteImages(r, j) {
			if !fromAzureRegistry(image) {
				continue
			}
			j.True(r.Get("siteConfig", "acrUseManagedIdentityCreds"), false)
			if kind, ok := j.TextOf(r.Get("identity", "type")); ok && strings.EqualFold(kind, "UserAssigned") {
				j.Present(r.Get("siteConfig", "acrUserManagedIdentityID"), "the client id of the identity that pulls")
			}
		}
	},
}
