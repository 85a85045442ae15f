package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdDomainCertificate = &rule.Rule{
	ID:       "TDM-AFD-043",
	Title:    "Custom domains have a certificate that is managed or lies in a vault",
	Why:      "A domain without its certificate answers nobody over HTTPS; one that nobody renews ends on a day that nobody remembers.",
	Fix:      "Set tlsSettings.certificateType to ManagedCertificate, or to CustomerCertificate with tlsSettings.secret.id.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-7"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/domain"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeDomain},
	Check: func(r *rule.Resource, j *rule.Judge) {
		kind := r.Get("tlsSettings", "certificateType")
		j.OneOf(kind, "ManagedCertificate", "ManagedCertificate", "CustomerCertificate", "AzureFirstPartyManagedCertificate")
		if strings.EqualFold(kind.Text(), "CustomerCertificate") {
			j.Present(r.Get("tlsSettings", "secret", "id"), "the id of the secret that holds the certificate")
		}
	},
}
