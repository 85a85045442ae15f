package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appReferenceIdentity = &rule.Rule{
	ID:       "TDM-APP-023",
	Title:    "Key vault references are read with an identity that the site has",
	Why:      "References are read with the system-assigned identity unless told otherwise; with the wrong identity the settings stay unresolved and the site starts without its secrets.",
	Fix:      "Set keyVaultReferenceIdentity to the id of the user-assigned identity that identity.userAssignedIdentities lists, where a setting or a connection string is a key vault reference.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.MCSB("IM-8"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/app-service-key-vault-references"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, site := range g.OfType(sites...) {
			on := j.On(site)
			kind, ok := on.TextOf(site.Get("identity", "type"))
			if !ok {
				continue
			}
			own := !strings.EqualFold(kind, "UserAssigned")
			reference := site.Get("keyVaultReferenceIdentity")
			if inner := site.Get("siteConfig", "keyVaultReferenceIdentity"); reference.Absent() && !inner.Absent() {
				reference = inner
			}
			const want = "the id of an identity of the site"
			if reference.Absent() && !own {
				demandReferenceIdentity(g, on, site, reference, want)
			}
			if reference.Absent() || own && strings.EqualFold(reference.Text(), "SystemAssigned") {
				continue
			}
			if has, known := hasIdentity(g, site, reference); !known {
				on.NotYetKnown(reference)
			} else if !has {
				on.Violated(reference, want)
			}
		}
	},
}

// demandReferenceIdentity reports a site that does not say with which identity its
// references are read, if it has any.
func demandReferenceIdentity(g *rule.Graph, j *rule.Judge, site *rule.Resource, reference rule.Value, want string) {
	has, open := false, false
	for _, r := range g.OfType(sqlSettingTypes...) {
		of, known := siteOf(g, r)
		mine := r == site || of == site
		if known && !mine {
			continue
		}
		for _, v := range sqlSettings(r) {
			is := strings.HasPrefix(strings.ToLower(v.Text()), "@microsoft.keyvault(")
			has = has || is && mine
			open = open || v.Unknown() || is && !mine
		}
	}
	switch {
	case has:
		j.Violated(reference, want)
	case open:
		j.NotYetKnown(reference)
	}
}
