package main

import (
	"bytes"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/ops/system"
)

// A plan is kept as an artifact, and says of the backend only where it is.
func TestPlanShowsNoPassword(t *testing.T) {
	for backend, want := range map[string]string{
		"":                                      "",
		"azblob://state?storage_account=x":      "azblob://state?storage_account=x",
		"postgres://tandem:word@host:5432/db":   "postgres://tandem:xxxxx@host:5432/db",
		"postgres://tandem:wo rd%@host:5432/db": digest([]byte("postgres://tandem:wo rd%@host:5432/db")),
	} {
		if got := withoutPassword(backend); got != want {
			t.Errorf("%q is shown as %q, wanted %q", backend, got, want)
		}
	}
	if strings.Contains(withoutPassword("postgres://u:secret@h"), "secret") {
		t.Error("the password is shown")
	}
}

func TestRefusedPreviewsAreNotAskedFor(t *testing.T) {
	fine := &system.Change{Stack: "blue"}
	if err := refusedBy([]*system.Change{fine}); err != nil {
		t.Errorf("a preview that nothing objects to is refused: %v", err)
	}
	lost := &system.Change{Stack: "green", Refusals: []system.Refusal{{Stack: "green", Check: system.CheckData, Evidence: "a database"}}}
	if err := refusedBy([]*system.Change{fine, lost}); exitCode(err) != exitUnsafe || !strings.Contains(err.Error(), "a database") {
		t.Errorf("a preview that loses data is told as %v", err)
	}
}

// Who was asked made no file: what has changed since is looked at anew.
func TestLeavingWhatWasConfirmedIsTold(t *testing.T) {
	err := notAsConfirmed(&system.RefusedError{Refusals: []system.Refusal{{Stack: "system", Check: system.CheckPlan, Evidence: "Pulumi.blue.yaml differs", Fix: "tandem preview --save-plan"},
		{Stack: "blue", Check: system.CheckData, Fix: "undo it"}}})
	if text := err.Error(); strings.Contains(text, "--save-plan") || !strings.Contains(text, "what was confirmed: Pulumi.blue.yaml differs\n    run the command again") ||
		!strings.Contains(text, "undo it") || exitCode(err) != exitUnsafe {
		t.Errorf("it says %s", text)
	}
	if err := notAsConfirmed(nil); err != nil {
		t.Errorf("no error becomes %v", err)
	}
	answer := (&savedPlan{Plan: &system.Plan{}, digest: "d"}).answer()
	if _, file := answer["file"]; file || answer["digest"] != "d" {
		t.Errorf("a plan that lies in no file answers %v", answer)
	}
}

// What is approved is what was written, and a plan that lies in no file is the same.
func TestAPlanIsTheSameInAFileAndInNone(t *testing.T) {
	changes := []*system.Change{{Stack: "blue", Unavailable: "not seen"}, {Stack: "green", EnginePlan: []byte(`{"a":"<&>","n":12345678901234567890}`)}}
	at := system.Circumstances{Facts: []system.Fact{{Name: "the target", Value: "sandbox"}}}
	file := filepath.Join(t.TempDir(), "plan.json")
	made, err := newPlan(file, changes, at, system.Options{})
	if err != nil {
		t.Fatal(err)
	}
	read, err := readPlan(file)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := newPlan("", changes, at, system.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(made, read) {
		t.Errorf("made is %+v, and read %+v", made, read)
	}
	if bare.file != "" || bare.digest != made.digest || !reflect.DeepEqual(bare.Plan, made.Plan) {
		t.Errorf("in no file it is %+v, and in one %+v", bare, made)
	}
}

// A refusal half-way tells machines, too, what had been applied.
func TestRefusalTellsWhatWasApplied(t *testing.T) {
	for want, applied := range map[string][]string{`"applied": [`: {"blue", "green"}, `"exitCode": 3`: nil} {
		var out, said bytes.Buffer
		u := &ui{out: &out, err: &said, json: true}
		u.fail("up", &system.RefusedError{Refusals: []system.Refusal{{Stack: "global"}}, Applied: applied})
		if got := out.String(); !strings.Contains(got, want) || strings.Contains(got, `"applied"`) != (applied != nil) {
			t.Errorf("the answer is %s", got)
		}
	}
}
