package rules_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// TestNoTypeOfARuleHidesInAGenericResource takes the modules of all types that the
// rules' sources speak of: each bears the name of its resource provider.
func TestNoTypeOfARuleHidesInAGenericResource(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	modules := map[string]bool{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, match := range regexp.MustCompile(`"azure-native:([a-z]+):[A-Z]`).FindAllSubmatch(raw, -1) {
			modules[string(match[1])] = true
		}
	}
	require.Greater(t, len(modules), 10)
	set := rule.NewSet(rules.All(), rule.Options{})
	for module := range modules {
		generic := &rule.Resource{URN: "u", Type: "azure-native:resources:Resource", Props: map[string]any{"resourceProviderNamespace": "Microsoft." + module}}
		require.NotEmpty(t, set.Resource(generic).Violations, "a generic resource of Microsoft.%s passes unseen: add it to judgedProviders", module)
	}
}
