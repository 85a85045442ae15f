package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var kvKeyStrength = &rule.Rule{
	ID:       "TDM-KV-014",
	Title:    "Keys are long enough",
	Why:      "What is encrypted today is still secret in ten years only if the key is out of reach of the machines of then.",
	Fix:      "Set properties.keySize of an RSA key to at least 3072, or take an EC key.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-6"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/keys/about-keys-details"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "minBits", Doc: "The shortest RSA key, in bits.", Production: 3072.0, Test: 2048.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeVaultKey},
	Check: func(r *rule.Resource, j *rule.Judge) {
		kty, ok := j.TextOf(r.Get("properties", "kty"))
		if rsa := kty == "" || strings.HasPrefix(strings.ToUpper(kty), "RSA"); rsa && (ok || r.Get("properties", "kty").Absent()) {
			j.AtLeast(r.Get("properties", "keySize"), 2048.0, j.Number("minBits"))
		}
	},
}
