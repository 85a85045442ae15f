package system

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestSecondUpHasNothingToDo also holds the first one, before all tests, to
// leaving the checkout as it was.
func TestSecondUpHasNothingToDo(t *testing.T) {
	t.Parallel()
	home, before := rig.Deployed(t), written(t)
	second := rig.MustRun(t, 0, home, "up")
	for _, stack := range []string{"blue", "green", "global"} {
		if n := strings.Count(second.Stdout, stack+": everything unchanged ("); n != 1 {
			t.Errorf("the second up has %d lines that say that %s is unchanged, want one:\n%s", n, stack, second.Stdout)
		}
	}
	refreshed := rig.MustRun(t, 0, home, "preview", "--refresh", "--json").Changes(t)
	for _, s := range refreshed.Stacks {
		if s.Changed() != 0 {
			t.Errorf("preview --refresh of %s after up shows %+v", s.Stack, s.Steps)
		}
	}
	for name, at := range written(t) {
		if !at.Equal(before[name]) {
			t.Errorf("%s was written to", name)
		}
	}
	if rig.Revision(t) == "unknown" {
		t.Skip("no git on this machine that could tell what was changed in the checkout")
	}
	if status := rig.Git(t, rig.Work(), "status", "--porcelain", "--ignored"); status != "" {
		t.Errorf("git status after up:\n%s", status)
	}
}

// written says when the files that a deployment reads were last written to.
func written(t *testing.T) map[string]time.Time {
	t.Helper()
	dir := rig.Work()
	files, err := filepath.Glob(filepath.Join(dir, "Pulumi*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]time.Time{}
	for _, name := range append(files, filepath.Join(dir, "main.go"), filepath.Join(dir, "go.mod"), filepath.Join(dir, "go.sum")) {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		at[name] = info.ModTime()
	}
	return at
}

// TestParallelStacksHaveSeparateOutput reads the logs of the deployment in which
// blue and green ran at the same time.
func TestParallelStacksHaveSeparateOutput(t *testing.T) {
	home := rig.Deployed(t)
	for stack, other := range map[string]string{"blue": "green", "green": "blue"} {
		for _, ending := range []string{".log", ".events"} {
			files, err := filepath.Glob(filepath.Join(home, "logs", "*-"+stack+"-up"+ending))
			if err != nil || len(files) == 0 {
				t.Fatalf("no log of %s: %v", stack, err)
			}
			for _, name := range files {
				raw, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				text := string(raw)
				if !strings.Contains(text, stack+"-sql-server") {
					t.Errorf("%s does not name the SQL server of %s", filepath.Base(name), stack)
				}
				for _, foreign := range []string{"urn:pulumi:" + other, other + "-sql-server", "rg-tandem-prod-" + other, "tandem:region:Stamp " + other} {
					if strings.Contains(text, foreign) {
						t.Errorf("%s names %s", filepath.Base(name), foreign)
					}
				}
			}
		}
	}
}
