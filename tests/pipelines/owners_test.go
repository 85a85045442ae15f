package pipelines

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/tests/sources"
)

// guarded is what nobody changes without its owners: the pipelines and their laws, the
// policies and who is exempt from them, what production is set to, whom the commands
// log in as, and the versions of all tools.
var guarded = []string{
	".github/workflows/deploy.yml", ".github/CODEOWNERS", ".azure-pipelines/deploy.yml", ".ci/run", ".golangci.yml", "tests/pipelines/owners_test.go",
	"policy/rules", "policy/exemptions.yaml", "Pulumi.yaml", "Pulumi.blue.yaml", "Pulumi.green.yaml", "Pulumi.global.yaml", "go.mod", "go.sum", "engine/tools/go.sum",
	"internal/armrest/credential.go", "internal/federation/session.go", "ops/pullrequest/environment.go", "ops/doctor/identities.go",
}

// owned judges a CODEOWNERS file: every line names a path that exists and one team, and
// all that is guarded has an owner. Paths are written in full: a pattern that matches
// more than is meant gives a file away to the last one that does.
func owned(root, text string) (found []string) {
	var paths []string
	for i, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if len(words) != 2 || !strings.HasPrefix(words[1], "@") || !strings.HasPrefix(words[0], "/") || strings.ContainsAny(words[0], "*?[!") {
			found = append(found, fmt.Sprintf("line %d: not a full path and one team: %s", i+1, line))
			continue
		}
		if _, err := os.Stat(filepath.Join(root, words[0])); err != nil {
			found = append(found, fmt.Sprintf("line %d: %s does not exist", i+1, words[0]))
		}
		paths = append(paths, words[0])
	}
	for _, file := range guarded {
		if _, err := os.Stat(filepath.Join(root, file)); err != nil {
			found = append(found, file+" is guarded and does not exist")
		}
		covered := false
		for _, p := range paths {
			covered = covered || p == "/"+file || strings.HasSuffix(p, "/") && strings.HasPrefix("/"+file+"/", p)
		}
		if !covered {
			found = append(found, file+" has no owner")
		}
	}
	return found
}

func TestWhatDecidesHasOwners(t *testing.T) {
	root, err := sources.Root()
	require.NoError(t, err)
	raw, err := os.ReadFile(filepath.Join(root, ".github", "CODEOWNERS"))
	require.NoError(t, err)
	text := string(raw)
	found := owned(root, text)
	require.Empty(t, found, strings.Join(found, "\n"))
	for _, p := range []planted{
		{"", "/policy/  ", "/polices/  ", "does not exist"},
		{"", "/policy/  ", "/policy/rules/  ", ""}, // exemptions have a line of their own
		{"", "/.github/  ", "/.github/workflows/  ", ".github/CODEOWNERS has no owner"},
		{"", "/.ci/                    @your-organisation/platform", "/.ci/", "not a full path and one team"},
		{"", "/go.mod  ", "go.*  ", "not a full path and one team"},
		{"", "/.azure-pipelines/", "#", ".azure-pipelines/deploy.yml has no owner"},
	} {
		require.Contains(t, text, p.old, "the fault cannot be planted any more")
		found := owned(root, strings.Replace(text, p.old, p.new, 1))
		require.Contains(t, strings.Join(found, "\n"), p.says)
		require.Equal(t, p.says == "", len(found) == 0, p.new)
	}
}
