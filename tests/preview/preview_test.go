// Package preview proves what a preview over a base says, by the real engine: the
// reports that ops/preview renders are recorded here.
package preview

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/tests/rig"
)

var (
	every  = flag.Bool("every", false, "run every kind of change, not only some (takes minutes)")
	record = flag.Bool("record", false, "with -every: record the reports anew for the tests of ops/preview")
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(rig.Main(m))
}

// some are the kinds that a plain test run tries; the fork's is another.
var some = []string{"size"}

// TestReports previews each kind of change over the base that is tested, in an
// environment without any credential, and compares with the recorded report.
func TestReports(t *testing.T) {
	for _, k := range kinds {
		if !*every && !slices.Contains(some, k.name) {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			dir := rig.Copy(t)
			if len(k.base) > 0 {
				apply(t, dir, k.base)
				rig.Git(t, dir, "-c", "user.name=rig", "-c", "user.email=rig@example.com", "commit", "--quiet", "--all", "--message", "the base")
			}
			apply(t, dir, k.head)
			home := rig.Fresh(t)
			args := append([]string{"preview", "--base", "HEAD", "--format", "json"}, k.flags...)
			r := rig.MustRunIn(t, k.code, dir, home, args...)
			for _, never := range []string{"InstrumentationKey", "Planted=1", "sandbox-"} {
				if strings.Contains(r.Stdout+r.Stderr, never) {
					t.Errorf("a secret shows: %s", never)
				}
			}
			got := steady(t, r.Stdout, rig.Git(t, dir, "rev-parse", "HEAD"), dir)
			file := recorded(t, k.name)
			if *record {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the report is not the recorded one (-recorded +now); if it should be as it is now, record it: go test ./tests/preview -every -record -timeout 0\n%s", diff)
			}
		})
	}
}

// recorded is the file of a kind's recorded report.
func recorded(t *testing.T, name string) string {
	t.Helper()
	return filepath.Join(rig.Checkout(t), "ops", "preview", "testdata", name+".json")
}

func apply(t *testing.T, dir string, edits []edit) {
	t.Helper()
	for _, e := range edits {
		rig.Rewrite(t, dir, e.file, e.old, e.new)
	}
}

// passing are the parts of a message that differ from run to run.
var passing = regexp.MustCompile(`\(full log: [^)]*\)|0x[0-9a-f]+|goroutine \d+|:\d+ \+|\(request [0-9a-f-]{36}\)|User Id=[0-9a-f-]{36}|/\S*/checkout/|/\S*/program/[0-9a-f]+/`)

// TestTheSameChangeIsTheSameAnswer previews twice, in each format, and allows a
// loss that there is not.
func TestTheSameChangeIsTheSameAnswer(t *testing.T) {
	if !*every {
		t.Skip("only with -every")
	}
	dir, home := rig.Copy(t), rig.Fresh(t)
	apply(t, dir, []edit{greenSize})
	for _, format := range []string{"text", "markdown", "json"} {
		args := []string{"preview", "--base", "HEAD", "--format", format}
		one, two := rig.MustRunIn(t, 0, dir, home, args...), rig.MustRunIn(t, 0, dir, home, args...)
		if diff := cmp.Diff(one.Stdout, two.Stdout); diff != "" {
			t.Errorf("two answers to one question, as %s:\n%s", format, diff)
		}
	}
	r := rig.MustRunIn(t, 2, dir, home, "preview", "--base", "HEAD", "--allow-data-change", "blue-vault-vault")
	if !strings.Contains(r.Stderr, "--allow-data-change blue-vault-vault: no such resource would be replaced or deleted") {
		t.Errorf("the refusal of the name:\n%s", r.Stderr)
	}
}

// steady is a report without what differs from run to run.
func steady(t *testing.T, report, revision, dir string) []byte {
	t.Helper()
	report = strings.ReplaceAll(report, revision, strings.Repeat("b", 40))
	report = strings.ReplaceAll(report, dir, "checkout")
	report = passing.ReplaceAllString(report, "")
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(report), "", "  "); err != nil {
		t.Fatalf("the report is no JSON: %v\n%s", err, report)
	}
	return out.Bytes()
}
