package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sysIdentityOwn = &rule.Rule{
	ID:       "TDM-SYS-005",
	Title:    "Each stamp's application has an identity of its own",
	Why:      "With one identity for both, a stamp that was captured cannot be locked out without locking out the other, and no log tells which of the two it was.",
	Fix:      "In identity.userAssignedIdentities and keyVaultReferenceIdentity of the web app, name the identity of the same stamp.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.WAF("SE:05"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		valid := append(stampsOf(g), "global")
		for _, app := range g.OfType(typeSite, typeSlot) {
			if own := g.Stamp(app); stamped(own) {
				judgeIdentities(g, j.On(app), app, own, valid)
			}
		}
	},
}

// judgeIdentities demands that the identities that a web app names are its own stamp's.
func judgeIdentities(g *rule.Graph, j *rule.Judge, app *rule.Resource, own string, valid []string) {
	judge := func(v rule.Value, id rule.Value) {
		if id.Text() != "" && !strings.HasPrefix(id.Text(), "/") {
			return // such as SystemAssigned
		}
		identity, known := g.Refers(app, id, typeIdentity)
		switch {
		case !known:
			j.NotYetKnown(v)
		case id.Text() != "" && identity == nil:
			j.Violated(v, "an identity of stamp "+own)
		case identity != nil && g.Stamp(identity) != own && slices.Contains(valid, g.Stamp(identity)):
			j.ViolatedAs(v, "an identity of "+g.Stamp(identity), "one of stamp "+own)
		}
	}
	assigned := app.Get("identity", "userAssignedIdentities")
	if assigned.Unknown() {
		judge(assigned, assigned)
	}
	for _, id := range assigned.Items() {
		judge(id, id)
	}
	for _, id := range assigned.Members() {
		judge(assigned, rule.NewValue(id))
	}
	for _, v := range []rule.Value{app.Get("keyVaultReferenceIdentity"), app.Get("siteConfig", "keyVaultReferenceIdentity")} {
		judge(v, v)
	}
}
