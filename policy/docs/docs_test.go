package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/coverage"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

func TestEveryRuleHasAPageWithBothExamples(t *testing.T) {
	t.Chdir("../rules")
	covers, err := coverage.Load(os.DirFS(coverageDir))
	require.NoError(t, err)
	all := sorted(rules.All())
	head := index(all)
	for _, r := range all {
		text, err := page(r, covers)
		require.NoError(t, err)
		require.Contains(t, text, "# "+r.ID+": ")
		for _, heading := range []string{"Why", "Fix", "Frameworks", "Sources", "Good example", "Bad example"} {
			require.Contains(t, text, "\n## "+heading+"\n", r.ID)
		}
		require.Contains(t, text, " violates the rule", r.ID)
		require.NotRegexp(t, `(?m)^(violated|waits):`, text, r.ID)
		if len(r.Params) > 0 {
			require.Contains(t, text, "| `"+r.Params[0].Name+"` |", r.ID)
		}
		require.Equal(t, r.Disabled != "", regexp.MustCompile(`(?m)^## Why it is disabled$`).MatchString(text), r.ID)
		require.Contains(t, head, "]("+r.ID+".md)")
		again, err := page(r, covers)
		require.NoError(t, err)
		require.Equal(t, text, again)
	}
	for _, s := range services {
		require.Contains(t, head, "\n## "+s.name+" ("+s.id+")\n", "the index lists a service that no rule is of")
	}
	require.NotRegexp(t, `(?m)^## [A-Z]+$`, head, "a service has no name: add it to the list")
}

func TestStalePagesAreRemovedAndOthersLeftAlone(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"TDM-OLD-001.md", "picture.png"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	require.NoError(t, write(dir, map[string]string{"README.md": "text\n\n"}))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2, "the page and what is no page")
	raw, err := os.ReadFile(filepath.Join(dir, "README.md"))
	require.NoError(t, err)
	require.Equal(t, generated+"text\n", string(raw))
}

func TestCoverageEndsWithTotals(t *testing.T) {
	c := &coverage.Coverage{
		Sources: []coverage.Source{{Name: "S", IDs: []string{"a", "b", "c"}}, {Name: "T", IDs: []string{"e"}}},
		Rows: []coverage.Row{
			{Source: "S", ID: "a", Outcome: coverage.Covered, Rules: []string{"R1"}},
			{Source: "S", ID: "b", Outcome: coverage.Disabled, Rules: []string{"R2"}},
			{Source: "S", ID: "c", Outcome: coverage.NotApplicable, Reason: "another product"},
			{Source: "T", ID: "e", Outcome: coverage.Covered, Rules: []string{"R1"}},
		},
	}
	text := coveragePage(c, []*rule.Rule{{ID: "R1"}, {ID: "R2", Disabled: "it costs more than it brings"}})
	require.Contains(t, text, "| b | disabled | [R2](R2.md): it costs more than it brings |\n")
	require.Contains(t, text, "| c | not-applicable | another product |\n")
	require.Regexp(t, `(?s)## Totals\n.*\| S \| 1 \| 1 \| 1 \| 3 \|\n\| T \| 1 \| 0 \| 0 \| 1 \|\n\| all \| 2 \| 1 \| 1 \| 4 \|\n$`, text)
}
