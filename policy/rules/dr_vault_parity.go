package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drVaultParity = &rule.Rule{
	ID:       "TDM-DR-065",
	Title:    "What one stamp's vault holds, the other's holds, too",
	Why:      "A stamp starts without a secret that only its partner has, and that shows on the day of the failover: Azure copies nothing between two vaults.",
	Fix:      "Make the Secret or Key in the vault of each stamp, under the same secretName or keyName.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/disaster-recovery-guidance"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		held, complete := vaultContents(g, j)
		for _, one := range held {
			stamp := g.Stamp(one.vault)
			others, there := false, false
			for _, vault := range g.OfType(typeKeyVault) {
				if s := g.Stamp(vault); stamp != "" && s != "" && s != stamp {
					others = true
					there = there || holdsTwin(held, one, vault)
				}
			}
			if others && !there && complete {
				j.On(one.resource).Missing("in one stamp only", "one of the same name in the vault of the other stamp")
			}
		}
	},
}

// vaulted is a key or a secret and the vault that it lies in.
type vaulted struct {
	resource, vault *rule.Resource
	name            string
}

// vaultContents lists the keys and secrets of a graph. What cannot be told yet
// is reported.
func vaultContents(g *rule.Graph, j *rule.Judge) (held []vaulted, complete bool) {
	complete = true
	for _, r := range g.OfType(typeVaultKey, typeVaultSecret) {
		property := "secretName"
		if r.Type == typeVaultKey {
			property = "keyName"
		}
		vault, decided := named(g, j, r, "vaultName", typeKeyVault)
		if v := r.Get(property); v.Unknown() {
			j.On(r).NotYetKnown(v)
			decided = false
		}
		complete = complete && decided
		if decided && vault != nil {
			held = append(held, vaulted{r, vault, rule.AzureName(r)})
		}
	}
	return held, complete
}

// holdsTwin reports whether a vault holds one of the same type and name.
func holdsTwin(held []vaulted, one vaulted, vault *rule.Resource) bool {
	for _, other := range held {
		if other.vault == vault && other.resource.Type == one.resource.Type && strings.EqualFold(other.name, one.name) {
			return true
		}
	}
	return false
}
