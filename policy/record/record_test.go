package record_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
)

var one = &rule.Rule{ID: "TDM-SQL-001"}

func sample() *record.Record {
	return &record.Record{
		Project: "tandem", Stack: "blue", Class: rule.Test, DryRun: true, Whole: true,
		Resources: []*rule.Resource{{
			URN: "urn:pulumi:blue::tandem::azure-native:sql:Server::server", Name: "server", Type: "azure-native:sql:Server",
			ID: "/subscriptions/s/resourceGroups/g", Parent: "p", Custom: true, Protect: true,
			Props: map[string]any{"unknown": rule.Unknown{}, "secret": rule.Secret{Value: "hidden"}, "number": 2.0,
				"list": []any{true, nil, rule.Secret{Value: rule.Unknown{}}}},
			Dependencies: []string{"d"}, PropertyDependencies: map[string][]string{"unknown": {"d"}},
		}},
		Violations:  []record.Finding{{Rule: "TDM-SQL-001", URN: "urn:pulumi:blue::tandem::azure-native:sql:Server::server", Path: "a", Found: "b", Want: "c"}},
		NotYetKnown: []record.Finding{{Rule: "TDM-SQL-001", URN: "urn:pulumi:blue::tandem::azure-native:sql:Server::server", Path: "unknown"}},
		NotJudged:   []string{"TDM-SQL-001"},
	}
}

func TestRecordsRoundTrip(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, record.Write(dir, &record.Record{Stack: "blue"}))
	require.NoError(t, record.Write(dir, sample()))
	got, err := record.Read(dir, "blue")
	require.NoError(t, err)
	require.Equal(t, sample(), got)

	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "nothing is left but the record")
	info, err := os.Stat(record.Path(dir, "blue"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestReportNamesRulesAndResources(t *testing.T) {
	r := sample()
	report, err := r.Report([]*rule.Rule{one})
	require.NoError(t, err)
	require.Equal(t, []rule.Finding{{Rule: one, Resource: r.Resources[0], Path: "a", Found: "b", Want: "c"}}, report.Violations)
	require.Equal(t, []rule.Finding{{Rule: one, Resource: r.Resources[0], Path: "unknown"}}, report.NotYetKnown)
	require.Equal(t, []*rule.Rule{one}, report.NotJudged)
	require.Equal(t, r.Violations, record.Findings(report.Violations))

	_, err = r.Report(nil)
	require.ErrorContains(t, err, "there is no rule TDM-SQL-001")
	require.ErrorContains(t, err, "not both known")
}

func TestWhatIsNoRecordIsRefused(t *testing.T) {
	dir := t.TempDir()
	_, err := record.Read(dir, "blue")
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "blue.json"), []byte(`{"version": 7}`), 0o600))
	_, err = record.Read(dir, "blue")
	require.ErrorContains(t, err, "version 7 of the format, not 1")
	for _, name := range []string{"", "../blue", "a/b", ".."} {
		require.ErrorContains(t, record.Write(dir, &record.Record{Stack: name}), "no name of a stack")
	}
	require.Error(t, record.Write(filepath.Join(dir, "none"), sample()))
}
