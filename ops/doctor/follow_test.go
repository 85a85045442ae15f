package doctor_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// standIn stands for every command that the document calls: it notes how it was
// called, an argument a line, and answers as the real one would where the document
// goes on with the answer.
const standIn = `#!/bin/bash
{ echo "$ ${0##*/}"; for argument in "$@"; do printf '%s\n' "${argument//$'\n'/ }"; done; } >> "$CALLS"
case "${0##*/} $*" in
*"ad app list"*) echo "app-of-$3$5" | tr -dc 'a-z-' ;;
*"ad sp list"*) echo "principal" ;;
*"storage account show"* | *"keyvault show"*) echo "/subscriptions/s/resource" ;;
*"signed-in-user"* | *"group show"* | *"app show"*) echo "object" ;;
*"assignment list"*) printf '/assignment/1\n/assignment/2\n' ;;
*"doctor role"*) echo '{}' ;;
*condition) echo "((condition))" ;;
*"grants --json") echo '{"listener":"l","database":"d"}' ;;
*--jq* | "jq "*) echo "example@1/shop@2" ;;
esac
`

// Whoever follows the document from top to bottom, with values in place of what
// stands in angle brackets, gets to its end: every variable is set before it is used,
// no command gets an empty argument, and what goes out as JSON is JSON.
func TestDocumentIsFollowedToTheLetter(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"az", "gh", "git", "go", "jq", "pulumi", "sqlcmd"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(standIn), 0o700))
	}
	placeholder := regexp.MustCompile(`=("?)<[^>]*>(?:[ /]<[^>]*>)?`)
	script := "set -euo pipefail\n"
	for _, c := range commands(t) {
		if strings.HasPrefix(c.section, "## 15.") {
			break // what the doctor fills in
		}
		script += placeholder.ReplaceAllString(c.line, "=${1}value") + "\n"
	}
	calls := filepath.Join(dir, "calls")
	run := exec.CommandContext(t.Context(), "bash", "-c", script)
	run.Dir = t.TempDir()
	run.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "HOME=" + dir, "CALLS=" + calls, "REGISTRY=registry", "IMAGE=image"}
	out, err := run.CombinedOutput()
	require.NoError(t, err, string(out))

	raw, err := os.ReadFile(calls)
	require.NoError(t, err)
	all := strings.Split(strings.TrimPrefix(string(raw), "$ "), "\n$ ")
	require.Greater(t, len(all), 150)
	documents := 0
	for _, call := range all {
		arguments := strings.Split(strings.TrimSuffix(call, "\n"), "\n")
		for i, a := range arguments {
			require.NotEmpty(t, a, "an empty argument: %v", arguments)
			if i > 0 && (arguments[i-1] == "--parameters" || arguments[i-1] == "--body") && strings.HasPrefix(a, "{") {
				require.True(t, json.Valid([]byte(a)), a)
				documents++
			}
		}
	}
	require.Equal(t, 8, documents, "federated credentials, an owner, and the name of a vault")
}
