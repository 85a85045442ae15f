package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafSku = &rule.Rule{
	ID:       "TDM-WAF-003",
	Title:    "Firewall policies are of the same tier as their profile",
	Why:      "Azure refuses the association of two tiers, in the middle of a deployment; a lower tier has no managed rules.",
	Fix:      "Set sku.name of the firewall policy and of the profile to Premium_AzureFrontDoor.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/afds-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, policy := range g.OfType(typeEdgeSecurityPolicy) {
			id := policy.Get("parameters", "wafPolicy", "id")
			firewall, known := g.Refers(policy, id, edgeFirewalls...)
			profile, named := edgeParent(g, policy, "profileName", typeEdgeProfile)
			if !known {
				j.On(policy).NotYetKnown(id)
			}
			if !named {
				j.On(policy).NotYetKnown(policy.Get("profileName"))
			}
			if firewall == nil || profile == nil || !slices.Contains(edgeFirewalls, firewall.Type) {
				continue
			}
			of, with := profile.Get("sku", "name"), firewall.Get("sku", "name")
			switch {
			case of.Unknown():
				j.On(profile).NotYetKnown(of)
			case with.Known() && !strings.EqualFold(of.Text(), edgePremium):
				j.On(profile).OneOf(of, nil, with.Text()) // the firewall is what the profile should be, or both are to be raised
			default:
				j.On(firewall).OneOf(with, "Classic_AzureFrontDoor", of.Text())
			}
		}
	},
}
