package exempt_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/rule"
)

var (
	first  = &rule.Rule{ID: "TDM-SQL-001"}
	second = &rule.Rule{ID: "TDM-DR-001", Scope: rule.System}
	both   = []*rule.Rule{first, second}
	now    = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	server = &rule.Resource{URN: "urn:pulumi:blue::p::azure-native:sql:Server::server", Name: "server"}
	other  = &rule.Resource{URN: "urn:pulumi:blue::p::azure-native:sql:Server::other", Name: "other"}
)

func load(t *testing.T, text string) (*exempt.List, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "exemptions.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return exempt.Load(file, both, now)
}

func entry(ruleID, resource, expires string) string {
	return "- {rule: " + ruleID + ", resource: '" + resource + "', reason: for now, owner: us, expires: " + expires + "}\n"
}

func TestNothingIsExemptedByAnEmptyFile(t *testing.T) {
	for _, text := range []string{"", "# only words\n", "[]\n", "null\n"} {
		l, err := load(t, text)
		require.NoError(t, err, text)
		require.Empty(t, l.Entries)
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	text := strings.Join([]string{
		"- {rule: TDM-SQL-999, resource: blue/server, reason: r, owner: o, expires: 2026-04-01}",
		"- {rule: TDM-SQL-001, resource: blue/a}",
		"- {rule: TDM-SQL-001, resource: blue/b, reason: ' ', owner: o, expires: 2026-03-09}",
		"- {rule: TDM-SQL-001, resource: blue/c, reason: r, owner: o, expires: 2026-06-09}",
		"- {rule: TDM-SQL-001, resource: blue/d, reason: r, owner: o, expires: soon, until: x}",
		"- {rule: TDM-SQL-001, resource: blue/d, reason: r, owner: o, expires: 2026-04-01}",
		"- {rule: TDM-SQL-001, resource: server, reason: [r], owner: o, owner: p, expires: 2026-04-01}",
		"- {rule: TDM-SQL-001, resource: 'urn:pulumi:blue', reason: r, owner: o, expires: 2026-04-01}",
		"- TDM-SQL-001",
	}, "\n")
	_, err := load(t, text)
	for _, want := range []string{
		":1: there is no rule TDM-SQL-999: name one",
		":2: the entry has no reason: say why",
		":2: the entry has no owner: ",
		":2: the entry has no expires: ",
		":3: the entry has no reason: ",
		":3: the exemption TDM-SQL-001 for blue/b expired on 2026-03-09: ",
		":4: the exemption TDM-SQL-001 for blue/c lasts until 2026-06-09, more than 90 days: let it expire on 2026-06-08 or before",
		":5: expires is soon, which is no date: ",
		":5: the key until is not known: ",
		":6: the exemption TDM-SQL-001 for blue/d stands twice, also in line 5: ",
		":7: server is neither a URN nor stack/name: ",
		":7: the value of reason is no text: ",
		":7: the key owner stands twice: ",
		":8: urn:pulumi:blue is neither a URN nor stack/name: ",
		":9: this is no entry: ",
	} {
		require.ErrorContains(t, err, want)
	}
	require.Len(t, strings.Split(err.Error(), "\n"), 15, "%v", err)
	var fault exempt.Fault
	require.True(t, errors.As(err, &fault))
}

// TestWhatStillHoldsIsKept reads a file of an earlier revision: each entry for itself.
func TestWhatStillHoldsIsKept(t *testing.T) {
	text := entry("TDM-SQL-001", "blue/a", "2026-03-09") + entry("TDM-SQL-999", "blue/b", "2026-04-01") +
		entry("TDM-SQL-001", "blue/c", "2026-04-01") + entry("TDM-SQL-001", "blue/c", "2026-04-02") + entry("TDM-DR-001", "blue/d", "2026-03-10")
	var held []string
	for _, e := range exempt.Holding("f", []byte(text), both, now).Entries {
		held = append(held, e.String())
	}
	require.Equal(t, []string{"TDM-SQL-001 for blue/c", "TDM-DR-001 for blue/d"}, held)
	for _, text := range []string{"", "- [\n", "just words\n"} {
		require.Empty(t, exempt.Holding("f", []byte(text), both, now).Entries, text)
	}
}

func TestFilesOfAnotherShapeAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"exemptions: []\n": "this is no list",
		"- [\n":            "mend the YAML",
		"[]\n---\n[]\n":    "more than one document",
		"just words\n":     "this is no list",
		entry("TDM-SQL-001", "urn:pulumi:blue::p::t::server", "2026-04-01") + entry("TDM-SQL-001", "blue/server", "2026-04-01"): "stands twice",
	} {
		_, err := load(t, text)
		require.ErrorContains(t, err, want, text)
	}
	_, err := exempt.Load(filepath.Join(t.TempDir(), "none.yaml"), both, now)
	require.ErrorContains(t, err, "name a file that can be read")
}

func TestTheLastDayAndTheLongestTermHold(t *testing.T) {
	for _, day := range []string{"2026-03-10", "2026-06-08"} {
		_, err := load(t, entry("TDM-SQL-001", "blue/server", day))
		require.NoError(t, err, day)
	}
}

func TestApplyTakesOutWhatIsAccepted(t *testing.T) {
	for _, resource := range []string{"blue/server", server.URN} {
		l, err := load(t, entry("TDM-SQL-001", resource, "2026-03-12"))
		require.NoError(t, err)
		report := rule.Report{Violations: []rule.Finding{
			{Rule: first, Resource: server, Path: "a"}, {Rule: first, Resource: server, Path: "b"},
			{Rule: first, Resource: other}, {Rule: second, Resource: server},
		}}
		rest, uses := l.Apply(report, now)
		require.Equal(t, report.Violations[2:], rest.Violations)
		require.Len(t, uses, 1)
		require.Equal(t, report.Violations[:2], uses[0].Findings)
		require.Empty(t, l.Unused(rest, uses, []string{"blue"}))

		rest, uses = l.Apply(report, now.AddDate(0, 0, 3))
		require.Equal(t, report.Violations, rest.Violations, "it has expired since it was loaded")
		require.Empty(t, uses)
	}
}

func TestUnusedEntriesAreFaultsWhereTheirStackWasJudged(t *testing.T) {
	l, err := load(t, entry("TDM-SQL-001", "blue/server", "2026-04-01")+entry("TDM-DR-001", "urn:pulumi:green::p::t::db", "2026-04-01"))
	require.NoError(t, err)
	require.Empty(t, l.Unused(rule.Report{}, nil, []string{"global"}), "neither stack was judged")
	faults := l.Unused(rule.Report{}, nil, []string{"blue"})
	require.Len(t, faults, 1)
	require.ErrorContains(t, faults[0], ":1: the exemption TDM-SQL-001 for blue/server is unused")
	require.Len(t, l.Unused(rule.Report{}, nil, []string{"blue", "green"}), 2)
	require.Len(t, l.Unused(rule.Report{NotJudged: []*rule.Rule{second}}, nil, []string{"blue", "green"}), 1, "a rule that was not judged tells nothing")
	waiting := rule.Report{NotYetKnown: []rule.Finding{{Rule: first, Resource: other}}}
	require.Len(t, l.Unused(waiting, nil, []string{"blue", "green"}), 1, "nor does one that waits")
}

func TestNoListExemptsNothing(t *testing.T) {
	var none *exempt.List
	report := rule.Report{Violations: []rule.Finding{{Rule: first, Resource: server}}}
	rest, uses := none.Apply(report, now)
	require.Equal(t, report, rest)
	require.Empty(t, uses)
	require.Empty(t, none.Unused(rest, uses, []string{"blue"}))
}

func TestOwnFileHasNoEntries(t *testing.T) {
	l, err := exempt.Load("../exemptions.yaml", both, now)
	require.NoError(t, err)
	require.Empty(t, l.Entries, "Tandem's own stacks show no violation")
}
