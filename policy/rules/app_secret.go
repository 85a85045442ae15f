package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// secretText is what secrets look like inside a value.
var secretText = regexp.MustCompile(`(?i)(account_?key|shared_?access_?key|password|pwd|client_?secret|shared_?secret)\s*=\s*[^;\s]` +
	`|[?&]sig=[a-z0-9%]` +
	`|-----BEGIN [A-Z ]*PRIVATE KEY` +
	`|[a-z]://[^/\s:@]+:[^/\s@]+@` +
	`|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.` +
	`|\bgh[pousr]_\w{30}`)

// secretName is how settings end whose value is a secret, without the marks
// between words.
var secretName = regexp.MustCompile(`(password|passwd|pwd|secret|(api|access|account|private|encryption|signing|secret|shared|master)key|(access|api|auth|bearer|refresh|sas)token)$`)

var betweenWords = strings.NewReplacer("_", "", "-", "", ".", "", ":", "")

// harmless is a value that is no secret whatever the name says: a switch, a
// number, an address, or nothing.
var harmless = regexp.MustCompile(`(?i)^(|true|false|on|off|\d{1,9}|https?://[^?@]*)$`)

// secretLikeness says what of a setting looks like a secret, "" if nothing does.
// A reference to a key vault or to an App Configuration store is no secret.
func secretLikeness(name, text string) string {
	if strings.HasPrefix(text, "@") {
		reference := strings.ToLower(text)
		if strings.HasPrefix(reference, "@microsoft.keyvault(") || strings.HasPrefix(reference, "@microsoft.appconfiguration(") {
			return ""
		}
	}
	if mayHoldSecret(text) && secretText.MatchString(text) {
		return "a value with a key, a password or a signature in it"
	}
	plain := betweenWords.Replace(strings.ToLower(name))
	if slices.ContainsFunc(secretEnds, func(end string) bool { return strings.HasSuffix(plain, end) }) &&
		secretName.MatchString(plain) && !harmless.MatchString(text) {
		return "a value under a name that stands for a secret"
	}
	return ""
}

// mayHoldSecret tells a text that secretText may match from one that it cannot: each
// of its alternatives takes one of these signs. Most texts have none.
func mayHoldSecret(text string) bool {
	return strings.Contains(text, "=") || strings.Contains(text, "-----") || strings.Contains(text, "://") ||
		strings.Contains(text, "_") || strings.Count(text, ".") > 1
}

// secretEnds are the last words of all that secretName matches.
var secretEnds = []string{"password", "passwd", "pwd", "secret", "key", "token"}

// noSecret demands that a setting is no secret. It never shows the value.
func noSecret(j *rule.Judge, name string, v rule.Value) {
	text, ok := j.TextOf(v)
	if !ok {
		return
	}
	if found := secretLikeness(name, text); found != "" {
		j.ViolatedAs(v, found, "@Microsoft.KeyVault(SecretUri=<address of the secret>), or a managed identity in its place")
	}
}
