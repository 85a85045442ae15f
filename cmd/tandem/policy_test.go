package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/require"
)

// mixed is a stack whose servers violate, wait and pass.
const mixed = `{"deployment": {"resources": [
  {"urn": "urn:pulumi:s::p::azure-native:sql:Server::open", "custom": true, "type": "azure-native:sql:Server",
   "inputs": {"administrators": {"azureADOnlyAuthentication": false}}},
  {"urn": "urn:pulumi:s::p::azure-native:sql:Server::accepted", "custom": true, "type": "azure-native:sql:Server",
   "inputs": {"administrators": {"azureADOnlyAuthentication": false}}},
  {"urn": "urn:pulumi:s::p::azure-native:sql:Server::waiting", "custom": true, "type": "azure-native:sql:Server",
   "inputs": {"administrators": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}}
]}}`

// checkMixed judges the mixed stack by two rules, the one of the whole system, in a form.
func checkMixed(t *testing.T, format, level string) (code int, answer []byte) {
	t.Helper()
	t.Chdir(t.TempDir())
	expires := time.Now().UTC().AddDate(0, 0, 9).Format(time.DateOnly)
	for name, text := range map[string]string{
		"my stack.json":   mixed,
		"config.json":     `{"all": "disabled", "TDM-SQL-001": "` + level + `", "TDM-DR-001": "mandatory"}`,
		"exemptions.yaml": "- {rule: TDM-SQL-001, resource: s/accepted, reason: moving, owner: us, expires: " + expires + "}\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(".", name), []byte(text), 0o600))
	}
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), nil, []string{"policy", "check", "--format", format, "--config", "config.json", "--exemptions", "exemptions.yaml", "my stack.json"}, &stdout, &stderr)
	return code, stdout.Bytes()
}

func TestSARIFIsValidAndTellsEveryOutcome(t *testing.T) {
	code, answer := checkMixed(t, "sarif", "mandatory")
	require.Equal(t, exitFailed, code)
	report, err := sarif.FromBytes(answer)
	require.NoError(t, err)
	require.NoError(t, report.Validate())
	require.Len(t, report.Runs, 1)
	run := report.Runs[0]
	require.Len(t, run.Tool.Driver.Rules, 2)
	require.Len(t, run.Invocations[0].ToolExecutionNotifications, 1, "the rule of the whole system is not judged")
	require.Len(t, run.Results, 3)
	byName := map[string]*sarif.Result{}
	for _, r := range run.Results {
		require.Equal(t, "TDM-SQL-001", *r.RuleID)
		require.Equal(t, "TDM-SQL-001", *run.Tool.Driver.Rules[r.RuleIndex].ID)
		require.NotEmpty(t, r.PartialFingerprints)
		byName[*r.Locations[0].LogicalLocations[0].Name] = r
	}
	open := byName["open"]
	require.Equal(t, []string{"fail", sarif.LevelError}, []string{open.Kind, open.Level})
	require.Equal(t, "s/open administrators.azureADOnlyAuthentication is false; wanted: true", *open.Message.Text)
	require.Empty(t, open.Suppressions)
	place := open.Locations[0].PhysicalLocation
	require.Equal(t, "my%20stack.json", *place.ArtifactLocation.URI)
	require.Equal(t, 2, *place.Region.StartLine)
	require.Equal(t, "moving (us)", *byName["accepted"].Suppressions[0].Justification)
	require.Equal(t, 4, *byName["accepted"].Locations[0].PhysicalLocation.Region.StartLine)
	require.Equal(t, []string{"open", sarif.LevelNone}, []string{byName["waiting"].Kind, byName["waiting"].Level})
}

func TestJUnitTellsEveryOutcome(t *testing.T) {
	for level, want := range map[string]struct{ code, failures int }{"mandatory": {exitFailed, 1}, "advisory": {exitDone, 0}} {
		code, answer := checkMixed(t, "junit", level)
		require.Equal(t, want.code, code)
		var suites junit.Testsuites
		require.NoError(t, xml.Unmarshal(answer, &suites), string(answer))
		require.Equal(t, 4, suites.Tests)
		require.Equal(t, want.failures, suites.Failures)
		require.Equal(t, 3, suites.Skipped, "exempted, not yet known, not judged")
		require.Len(t, suites.Suites, 2)
		require.Equal(t, "DR", suites.Suites[0].Name)
		require.Equal(t, "policy.SQL", suites.Suites[1].Testcases[0].Classname)
	}
}
