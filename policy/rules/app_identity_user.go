package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appIdentityUser = &rule.Rule{
	ID:       "TDM-APP-008",
	Title:    "The identity of a site is one that is made for it",
	Why:      "A system-assigned identity exists only after the site, so that its roles come too late for the first start, and dies with every rebuild.",
	Fix:      "Set identity.type to \"UserAssigned\" and name an azure-native:managedidentity:UserAssignedIdentity in identity.userAssignedIdentities.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.WAF("SE:05"), rule.WAF("OE:11")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-managed-identity"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		kind, ok := j.TextOf(r.Get("identity", "type"))
		if !ok || strings.EqualFold(kind, "None") {
			return // whether there is one at all is another rule's question
		}
		if !strings.Contains(strings.ToLower(kind), "userassigned") {
			j.Violated(r.Get("identity", "type"), "\"UserAssigned\"")
			return
		}
		listed := r.Get("identity", "userAssignedIdentities")
		const want = "the id of a user-assigned identity"
		j.Present(listed, want)
		if listed.Kind() == rule.KindObject && len(listed.Members()) == 0 {
			j.Violated(listed, want)
		}
	},
}
