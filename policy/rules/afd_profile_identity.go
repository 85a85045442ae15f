package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdProfileIdentity = &rule.Rule{
	ID:       "TDM-AFD-004",
	Title:    "Profiles with certificates from a vault have an identity of their own",
	Why:      "Without one the vault must trust a service principal that all of Microsoft's content networks share, and reading the certificate cannot be granted to this profile alone.",
	Fix:      "Set identity.type of the profile to UserAssigned or SystemAssigned, and give that identity Key Vault Secrets User on the vault.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.MCSB("DP-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/managed-identity"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, secret := range g.OfType(typeEdgeSecret) {
			kind := secret.Get("parameters", "type")
			profile, known := edgeParent(g, secret, "profileName", typeEdgeProfile)
			switch {
			case kind.Unknown():
				j.On(secret).NotYetKnown(kind)
			case !strings.EqualFold(kind.Text(), "CustomerCertificate"):
			case !known:
				j.On(secret).NotYetKnown(secret.Get("profileName"))
			case profile != nil:
				j.On(profile).OneOf(profile.Get("identity", "type"), "None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned", "SystemAssigned,UserAssigned")
			}
		}
	},
}
