package coverage_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/coverage"
	"github.com/tandem-platform/tandem/policy/rule"
)

func folder(files ...string) fstest.MapFS {
	dir := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		dir[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return dir
}

func TestEveryFaultOfTheDataIsFound(t *testing.T) {
	rules := []*rule.Rule{{ID: "ON", Level: rule.Mandatory}, {ID: "OFF", Level: rule.Disabled}}
	c, err := coverage.Load(folder(
		"baselines.yaml", "S:\n  - good\n  - off\n  - none\n  - missing\n  - twice\n  - listed\n  - listed\n",
		"a.yaml", `
- {source: S, id: good, outcome: covered, rules: [ON]}
- {source: S, id: off, outcome: disabled, rules: [OFF]}
- {source: S, id: none, outcome: not-applicable, reason: it is about another product}
- {source: S, id: twice, outcome: covered, rules: [OFF]}
- {source: S, id: unlisted, outcome: covered, rules: []}
`,
		"b.yaml", `
- {source: S, id: twice, outcome: disabled, rules: [ON, GONE]}
- {source: S, id: listed, outcome: not-applicable, reason: no, rules: [ON]}
- {source: T, id: good, outcome: perhaps}
`))
	require.NoError(t, err)
	faults := c.Check(rules)
	text := errors.Join(faults...).Error()
	for _, want := range []string{
		"S missing has no row", "S twice has 2 rows: keep one (a.yaml, b.yaml)", "baselines.yaml: S listed stands twice",
		"a.yaml: S twice: covered by OFF, which is disabled by default", "a.yaml: S unlisted: baselines.yaml does not list it",
		"a.yaml: S unlisted: covered by no rule", "b.yaml: S twice: disabled, but ON is not", "b.yaml: S twice: there is no rule GONE",
		"b.yaml: S listed: not applicable without a reason", "b.yaml: S listed: not applicable, but with rules: ON",
		"b.yaml: T good: baselines.yaml does not list it", `b.yaml: T good: the outcome is "perhaps"`,
	} {
		require.Contains(t, text, want)
	}
	require.Len(t, faults, 12, text)
}

func TestUnknownKeysAndAnEmptyListAreErrors(t *testing.T) {
	_, err := coverage.Load(folder("a.yaml", "- {source: S, name: x}\n"))
	require.ErrorContains(t, err, "a.yaml: ")
	require.ErrorContains(t, err, "baselines.yaml lists no source")
	_, err = coverage.Load(folder("baselines.yaml", "- a\n"))
	require.ErrorContains(t, err, "write lists of ids by source")
}
