package preview_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
)

var update = flag.Bool("update", false, "write the renderings of the recorded reports anew")

// TestRenderings renders every report that was recorded from the real engine.
func TestRenderings(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 15)
	for _, file := range files {
		name := strings.TrimSuffix(file, ".json")
		t.Run(filepath.Base(name), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			require.NoError(t, err)
			var r preview.Report
			require.NoError(t, json.Unmarshal(raw, &r))
			comment, err := r.Markdown()
			require.NoError(t, err)
			text, err := r.Text()
			require.NoError(t, err)
			golden(t, name+".md", comment)
			golden(t, name+".txt", text)
		})
	}
}

// golden compares with a file, or writes it with -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "%s: go test ./ops/preview -update writes it anew", file)
}

func TestVerdicts(t *testing.T) {
	loss := system.Loss{Name: "db", What: "database", Op: "delete"}
	new := system.Violation{Rule: "TDM-SQL-001", Level: "mandatory", Resource: "server"}
	advice := system.Violation{Rule: "TDM-APP-001", Level: "advisory", Resource: "app"}
	for name, c := range map[string]struct {
		in   preview.Input
		want preview.Verdict
	}{
		"nothing":         {preview.Input{Changes: []*system.Change{{Stack: "blue"}}}, preview.NoChange},
		"one stamp":       {preview.Input{Changes: []*system.Change{{Stack: "blue", Counts: system.Counts{Update: 1}}}}, preview.Safe},
		"both stamps":     {preview.Input{Changes: []*system.Change{{Stack: "blue", Counts: system.Counts{Update: 1}}, {Stack: "green", Counts: system.Counts{Update: 1}}}}, preview.Attention},
		"a loss":          {preview.Input{Changes: []*system.Change{{Stack: "global", Losses: []system.Loss{loss}}}}, preview.Unsafe},
		"an allowed loss": {preview.Input{Allowed: []string{"db"}, Changes: []*system.Change{{Stack: "global", Losses: []system.Loss{loss}}}}, preview.Attention},
		"a new violation": {preview.Input{Changes: []*system.Change{{Stack: "blue", Violations: []system.Violation{new}}}}, preview.Unsafe},
		"new advice":      {preview.Input{Changes: []*system.Change{{Stack: "blue", Violations: []system.Violation{advice}}}}, preview.Attention},
		"standing advice": {preview.Input{BaseViolations: []system.Violation{advice}, Changes: []*system.Change{{Stack: "blue", Violations: []system.Violation{advice}}}}, preview.NoChange},
		"a lock that goes": {preview.Input{Changes: []*system.Change{{Stack: "blue", Counts: system.Counts{Delete: 1}, Steps: []system.Step{
			{Op: "delete", Type: "azure-native:authorization/v20200501:ManagementLockByScope", Name: "blue-sql-lock"}}}}}, preview.Attention},
		"a failure": {preview.Input{Failure: &preview.Failure{Phase: "build", Message: "no"}}, preview.Failed},
		"a refusal": {preview.Input{Failure: &preview.Failure{Phase: "preview", Message: "no", Refused: true}}, preview.Unsafe},
	} {
		t.Run(name, func(t *testing.T) {
			r := preview.New(c.in)
			require.Equal(t, c.want, r.Verdict, "%v", r.Reasons)
		})
	}
}
