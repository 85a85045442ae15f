package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/sandbox"
)

// tandem runs a command line of this process on a home and decodes its answer.
func tandem(t *testing.T, home string, args ...string) (code int, answer map[string]any, stderr string) {
	t.Helper()
	t.Setenv("TANDEM_HOME", home)
	var out, errs bytes.Buffer
	code = run(t.Context(), nil, append(args, "--json"), &out, &errs)
	require.NoError(t, json.Unmarshal(out.Bytes(), &answer), "the answer of %v is no JSON: %s", args, out.String())
	require.EqualValues(t, jsonVersion, answer["version"])
	return code, answer, errs.String()
}

// A sandbox that was killed leaves its record; its process id may belong to
// somebody else by then.
func TestTheRecordOfAKilledSandboxIsRemoved(t *testing.T) {
	home := t.TempDir()
	record := served{holder: holder{PID: os.Getpid()}, Control: "http://127.0.0.1:1"}
	require.NoError(t, writeJSON(filepath.Join(home, servedFile), record))
	t.Chdir("../..")
	code, answer, _ := tandem(t, home, "sandbox", "env")
	require.Equal(t, exitFailed, code)
	require.Equal(t, "sandbox env", answer["command"])
	require.Contains(t, answer["error"], "sandbox serve")
	require.NoFileExists(t, filepath.Join(home, servedFile))
}

func TestResetLeavesASandboxInUseAlone(t *testing.T) {
	home := t.TempDir()
	state := filepath.Join(home, sandboxStateFile)
	require.NoError(t, os.MkdirAll(filepath.Dir(state), 0o700))
	user, err := sandbox.Start(t.Context(), sandbox.Options{StatePath: state})
	require.NoError(t, err)
	require.NoError(t, writeJSON(filepath.Join(home, holderFile), holder{PID: os.Getpid(), Command: "tandem up", Since: time.Now()}))
	t.Chdir("../..")
	code, answer, stderr := tandem(t, home, "sandbox", "reset")
	require.Equal(t, exitFailed, code)
	require.Contains(t, answer["error"], `"tandem up"`)
	require.Contains(t, stderr, "tandem: error: ")
	require.FileExists(t, state)

	require.NoError(t, user.Close())
	code, answer, _ = tandem(t, home, "sandbox", "reset")
	require.Equal(t, exitDone, code)
	require.Contains(t, answer["moved"], "sandbox")
	require.NoFileExists(t, state)
}

func TestResetTakesACorruptStateAside(t *testing.T) {
	home := t.TempDir()
	state := filepath.Join(home, sandboxStateFile)
	require.NoError(t, os.MkdirAll(filepath.Dir(state), 0o700))
	require.NoError(t, os.WriteFile(state, []byte("not a state"), 0o600))
	t.Chdir("../..")
	code, answer, _ := tandem(t, home, "status")
	require.Equal(t, exitFailed, code)
	require.Contains(t, answer["error"], state)
	require.Contains(t, answer["error"], resetCommand)
	code, answer, _ = tandem(t, home, "sandbox", "reset")
	require.Equal(t, exitDone, code)
	aside, ok := answer["aside"].(string)
	require.True(t, ok)
	kept, err := os.ReadFile(filepath.Join(aside, sandboxStateFile))
	require.NoError(t, err)
	require.Equal(t, "not a state", string(kept))
}

func TestAHomeIsAFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	t.Chdir("../..")
	code, answer, _ := tandem(t, file, "status")
	require.Equal(t, exitUsage, code)
	require.Contains(t, answer["error"], "the home "+file+" is no folder: let TANDEM_HOME name one")
}

func TestStatusOfAnEmptyHomeHasListsThatAreNotNull(t *testing.T) {
	t.Chdir("../..")
	code, answer, _ := tandem(t, t.TempDir(), "status")
	require.Equal(t, exitDone, code)
	raw, err := json.Marshal(answer)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "null")
	require.Contains(t, string(raw), "nothing is deployed")
}

func TestWrongFlagsAreAnsweredInJSON(t *testing.T) {
	t.Chdir("../..")
	code, answer, _ := tandem(t, t.TempDir(), "status", "--json", "--colour")
	require.Equal(t, exitUsage, code)
	require.EqualValues(t, exitUsage, answer["exitCode"])
	require.Equal(t, "status", answer["command"])
}
