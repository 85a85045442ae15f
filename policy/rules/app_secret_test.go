package rules

import (
	"testing"

	"pgregory.net/rapid"
)

// What looks like a secret is not passed over for want of the signs and words that are
// looked for first.
func TestQuickLooksMissNoSecret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(secretText.String()).Draw(t, "text")
		if secretText.MatchString(text) && secretLikeness("setting", text) == "" {
			t.Errorf("%q is taken for no secret", text)
		}
		name := rapid.StringMatching(secretName.String()).Draw(t, "name")
		if secretLikeness("my-"+name, "value of some kind") == "" {
			t.Errorf("a value under %q is taken for no secret", name)
		}
	})
}
