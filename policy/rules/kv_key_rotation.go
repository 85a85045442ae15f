package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var kvKeyRotation = &rule.Rule{
	ID:       "TDM-KV-012",
	Title:    "Keys are rotated by the vault itself",
	Why:      "A rotation that waits for a person is put off until the key has expired, and with it what it encrypts.",
	Fix:      "Give properties.rotationPolicy.lifetimeActions an action of type rotate.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("8.8 (2.0.0)"), rule.MCSB("DP-6"), rule.WAF("SE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVaultKey},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list := r.Get("properties", "rotationPolicy", "lifetimeActions")
		actions, complete := j.ItemsOf(list)
		for _, action := range actions {
			typ := action.Get("action", "type")
			if text, _ := j.TextOf(typ); strings.EqualFold(text, "rotate") {
				return
			}
			complete = complete && !typ.Unknown()
		}
		if complete {
			j.ViolatedAs(list, "without an action that rotates", "an action of type rotate")
		}
	},
}
