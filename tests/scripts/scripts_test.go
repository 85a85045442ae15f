// Package scripts drives the real command by scripts, each with the reason
// why it exists.
package scripts

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tandem-platform/tandem/tests/rig"
)

func TestMain(m *testing.M) { os.Exit(rig.Main(m)) }

// TestScripts runs every script in this folder. A script stands in a checkout
// that holds the stack files alone: whatever it refuses, it refuses before it
// builds or starts anything.
func TestScripts(t *testing.T) {
	root := rig.Checkout(t)
	testscript.Run(t, testscript.Params{
		Dir:                 ".",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup:               func(e *testscript.Env) error { return layOut(e, root) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"tandem":    runTandem,
			"edit":      edit,
			"untouched": untouched,
			"restore":   restore,
			"serve":     serve,
		},
	})
}

// layOut puts the stack files into the script's folder.
func layOut(e *testscript.Env, root string) error {
	e.Setenv("TANDEM_HOME", filepath.Join(e.WorkDir, "home"))
	e.Setenv("TANDEM_CACHE", filepath.Join(e.WorkDir, "cache"))
	e.Setenv("SOURCES", root)
	e.Setenv("SOON", time.Now().UTC().AddDate(0, 0, 30).Format(time.DateOnly))
	return copyStackFiles(root, filepath.Join(e.WorkDir, "checkout"))
}

func copyStackFiles(root, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(root, "Pulumi*.yaml"))
	if err != nil {
		return err
	}
	for _, from := range append(files, filepath.Join(root, "go.mod")) {
		raw, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(from)), raw, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// runTandem is "tandem CODE ARG...": it runs the command in the checkout and
// wants that exit code. Its output is in the files out and err; where there is a
// file in, that is its input.
func runTandem(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: tandem CODE ARG...")
	}
	code, err := strconv.Atoi(args[0])
	ts.Check(err)
	cmd := exec.Command(rig.Binary(), args[1:]...)
	cmd.Dir = ts.MkAbs("checkout")
	cmd.Env = scriptEnv(ts)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if in, err := os.Open(ts.MkAbs("in")); err == nil {
		cmd.Stdin = in
		defer func() { ts.Check(in.Close()) }()
	}
	before := contents(ts, cmd.Dir)
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		ts.Fatalf("tandem: %v", err)
	}
	if code == wrongUsage && !maps.Equal(before, contents(ts, cmd.Dir)) {
		ts.Fatalf("tandem %s was refused and changed the checkout", strings.Join(args[1:], " "))
	}
	ts.Check(os.WriteFile(ts.MkAbs("out"), stdout.Bytes(), 0o644))
	ts.Check(os.WriteFile(ts.MkAbs("err"), stderr.Bytes(), 0o644))
	if got := cmd.ProcessState.ExitCode(); got != code {
		ts.Fatalf("tandem %s: exit code %d, want %d\n%s%s", strings.Join(args[1:], " "), got, code, stdout.String(), stderr.String())
	}
}

// wrongUsage is the exit code of what is refused before anything changes.
const wrongUsage = 2

// contents are the files of a folder, by path.
func contents(ts *testscript.TestScript, dir string) map[string]string {
	files := map[string]string{}
	ts.Check(filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		files[path] = string(raw)
		return err
	}))
	return files
}

// foreign are the beginnings of variables that a script gets of nobody but itself: who
// logs in where, and what a runner of a pipeline tells the run that tests this.
var foreign = []string{"ARM_", "AZURE_", "AZURESUBSCRIPTION_", "PULUMI_", "GITHUB_", "ACTIONS_", "RUNNER_", "TF_BUILD", "SYSTEM_", "BUILD_", "AGENT_"}

// scriptEnv is the script's environment, as far as a script can set it.
func scriptEnv(ts *testscript.TestScript) []string {
	var env []string
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if !slices.ContainsFunc(foreign, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			env = append(env, entry)
		}
	}
	for _, name := range append([]string{"TANDEM_HOME", "TANDEM_CACHE", "PATH", "PULUMI_BACKEND_URL", "ARM_USE_OIDC",
		"ARM_SUBSCRIPTION_ID", "ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET"}, ofRunners...) {
		if v := ts.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// edit is "edit FILE OLD NEW": it replaces text that must be there exactly once.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	path := ts.MkAbs(filepath.Join("checkout", args[0]))
	raw, err := os.ReadFile(path)
	ts.Check(err)
	if n := strings.Count(string(raw), args[1]); n != 1 {
		ts.Fatalf("%s holds %q %d times, want once", args[0], args[1], n)
	}
	text := strings.Replace(string(raw), args[1], strings.ReplaceAll(args[2], `\n`, "\n"), 1)
	ts.Check(os.WriteFile(path, []byte(text), 0o644))
}

// restore takes the stack files back to what is tracked.
func restore(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: restore")
	}
	ts.Check(copyStackFiles(ts.Getenv("SOURCES"), ts.MkAbs("checkout")))
}

// untouched checks that neither home nor cache came to be.
func untouched(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: untouched")
	}
	for _, dir := range []string{"home", "cache"} {
		if _, err := os.Stat(ts.MkAbs(dir)); !os.IsNotExist(err) {
			ts.Fatalf("the refused command made %s", dir)
		}
	}
}
