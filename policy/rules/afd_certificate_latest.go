package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdCertificateLatest = &rule.Rule{
	ID:       "TDM-AFD-045",
	Title:    "Certificates from a vault follow their newest version",
	Why:      "A pinned version is still served after the certificate was renewed, until it expires.",
	Fix:      "Set parameters.useLatestVersion to true, and leave parameters.secretVersion out.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("DP-7"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/domain"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeSecret},
	Check: func(r *rule.Resource, j *rule.Judge) {
		kind := r.Get("parameters", "type")
		if kind.Unknown() {
			j.NotYetKnown(kind)
		} else if strings.EqualFold(kind.Text(), "CustomerCertificate") {
			j.True(r.Get("parameters", "useLatestVersion"), false)
		}
	},
}
