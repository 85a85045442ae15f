package system

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// released is the image that a release brings, in place of the placeholder.
const (
	placeholder = "placeholder@sha256:0000000000"
	released    = "placeholder@sha256:2222222222"
)

// TestReleaseByPlan takes a release through a plan, with all that can come between.
func TestReleaseByPlan(t *testing.T) {
	t.Parallel()
	home, dir := rig.Deployed(t), rig.Copy(t)
	for _, stack := range []string{"blue", "green"} {
		rig.Rewrite(t, dir, "Pulumi."+stack+".yaml", placeholder, released)
	}
	plan := filepath.Join(t.TempDir(), "plan.json")
	arm := rig.Connect(t, rig.Serve(t, home, nil).Env())
	said := rig.MustRunIn(t, 0, dir, home, "preview", "--refresh", "--save-plan", plan)
	if !strings.Contains(said.Stdout, "blue: exactly this will be done") || !strings.Contains(said.Stdout, "up --plan "+plan) {
		t.Errorf("the preview says:\n%s", said.Stdout)
	}
	requirePrivate(t, plan)

	// Another configuration, and a state that has moved on.
	rig.Rewrite(t, dir, "Pulumi.global.yaml", "rateLimit: 1000", "rateLimit: 1200")
	refused := rig.MustRunIn(t, 3, dir, home, "up", "--plan", plan)
	requireSaid(t, refused, "Pulumi.global.yaml differs", "nothing was changed", "tandem preview --save-plan")
	rig.Rewrite(t, dir, "Pulumi.global.yaml", "rateLimit: 1200", "rateLimit: 1000")
	state := filepath.Join(home, "backend", ".pulumi", "stacks", "tandem", "green.json")
	before := edited(t, state, `"platform-team"`, `"somebody"`)
	requireSaid(t, rig.MustRunIn(t, 3, dir, home, "up", "--plan", plan), "the state of stack green has moved on")
	overwrite(t, state, before)
	requireImages(t, home, dir, "0", "0")

	// The idle stamp does not become healthy: the one that serves is spared.
	site := arm.Subscription + groupGreen + "/providers/Microsoft.Web/sites/app-tandem-prod-green"
	arm.Post(site+"/stop", "2022-09-01", nil)
	apply := []string{"up", "--plan", plan, "--stamps", "in-turn", "--healthy-within", "1s"}
	failed := rig.MustRunIn(t, 1, dir, home, apply...)
	requireSaid(t, failed, "blue serves (tandem:active), so green is deployed first", `its web app is "Stopped"`, "stamp blue, which serves, and the global layer were left as they are")
	requireImages(t, home, dir, "0", "2")

	// The same command goes on where it stopped, and only once.
	arm.Post(site+"/start", "2022-09-01", nil)
	done := rig.MustRunIn(t, 0, dir, home, append(apply, "--json")...)
	var answer struct {
		Plan  struct{ Digest string }
		Turns struct{ First, Second string }
	}
	done.JSON(t, &answer)
	if answer.Turns.First != "green" || answer.Turns.Second != "blue" || len(answer.Plan.Digest) != 64 {
		t.Errorf("the answer tells of %+v", answer)
	}
	requireImages(t, home, dir, "2", "2")
	requireSaid(t, rig.MustRunIn(t, 3, dir, home, apply...), "the state of stack blue has moved on")
}

// TestSettingsAreNeverWrittenSideBySide holds the deployment of the base to the
// order of law: all settings of the standby's web app come before those of the
// active one's, whatever else runs in parallel.
func TestSettingsAreNeverWrittenSideBySide(t *testing.T) {
	var order []string
	for _, w := range rig.Recorded(t).Writes {
		id := strings.ToLower(w.ID)
		if at := strings.Index(id, "/sites/app-tandem-prod-"); w.Phase == sandbox.After && at >= 0 && strings.Contains(id, "/config/") {
			order = append(order, id[at+len("/sites/app-tandem-prod-"):])
		}
	}
	var stamps []string
	for _, entry := range order {
		stamp, _, _ := strings.Cut(entry, "/")
		stamps = append(stamps, stamp)
	}
	if len(slices.Compact(slices.Clone(stamps))) != 2 || len(stamps) < 6 || stamps[0] != "green" {
		t.Errorf("settings were written in the order %v, want all of green's and then all of blue's", order)
	}
}

// requirePrivate checks that only its owner reads the file, and that it holds no
// secret in plain text.
func requirePrivate(t *testing.T, file string) {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 || strings.Contains(string(raw), "InstrumentationKey") || !strings.Contains(string(raw), `"ciphertext"`) {
		t.Errorf("%s has mode %v and %d bytes: it is readable, holds a secret, or holds none at all", file, info.Mode(), len(raw))
	}
}

// requireSaid checks that a command told its user all that.
func requireSaid(t *testing.T, r rig.Result, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.Stderr, text) {
			t.Errorf("it does not say %q:\n%s", text, r.Stderr)
		}
	}
}

// requireImages checks which image the stamps run, by the first digit of its digest.
func requireImages(t *testing.T, home, dir, blue, green string) {
	t.Helper()
	want := map[string]string{"blue": blue, "green": green}
	for _, s := range rig.MustRunIn(t, 0, dir, home, "status", "--json").Status(t).Stamps {
		if !strings.HasPrefix(s.ImageDigest, "sha256:"+want[s.Stamp]) {
			t.Errorf("%s runs %s, want %s...", s.Stamp, s.ImageDigest, want[s.Stamp])
		}
	}
}

// edited replaces text in a file and returns what it held.
func edited(t *testing.T, file, old, text string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), old) {
		t.Fatalf("%s does not hold %s", file, old)
	}
	overwrite(t, file, []byte(strings.Replace(string(raw), old, text, 1)))
	return raw
}

func overwrite(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
