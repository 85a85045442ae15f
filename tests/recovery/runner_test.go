package recovery

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// TestKilledRunner kills a deployment as a pipeline's runner is killed: its home is
// gone, its lock stays in a state backend elsewhere. The next plan is made by who only
// reads, and settles what is left; the lock is told, and goes by people's word alone.
func TestKilledRunner(t *testing.T) {
	if !*every {
		t.Skip("run with -every: it takes a minute")
	}
	home, dir := rig.Deployed(t), rig.Copy(t)
	rig.Release(t, dir)
	h := &rig.Watch{}
	s := rig.Serve(t, home, h.Hook)
	arm := rig.Connect(t, s.Env())
	arm.Delete(arm.Subscription+remade, "2021-05-01-preview") // so that the deployment has something to make
	env, environ := rig.Azure(t, dir, home)
	made := killRunner(t, h, dir, environ)
	locked := lockedStacks(t, home)
	if len(rig.Pending(t, home, "blue")) == 0 || !strings.Contains(strings.Join(locked, " "), "blue") {
		t.Fatalf("nothing was left: pending %v, locked %v", rig.Pending(t, home, "blue"), locked)
	}

	plan := filepath.Join(t.TempDir(), "plan.json")
	before := states(t, home)
	said := rig.MustRunInWith(t, 0, dir, rig.Fresh(t), environ, "preview", "--target", "azure", "--save-plan", plan)
	if !strings.Contains(strings.ToLower(said.Stdout), strings.ToLower(made+", and is taken over")) || !strings.Contains(said.Stdout, "settled first, left by an interrupted run: ") {
		t.Errorf("the preview does not say what it settles:\n%s", said.Stdout)
	}
	apply := []string{"up", "--target", "azure", "--plan", plan, "--stamps", "together", "--yes"}
	refused := rig.MustRunInWith(t, 1, dir, rig.Fresh(t), environ, apply...)
	for _, want := range []string{"holds a lock on stack blue for process ", ", since 20", "pulumi cancel --stack blue --yes"} {
		if !strings.Contains(refused.Stderr, want) {
			t.Errorf("it does not say %q:\n%s", want, refused.Stderr)
		}
	}
	if states(t, home) != before || len(lockedStacks(t, home)) != len(locked) {
		t.Error("the recorded state or a lock was touched")
	}
	for _, stack := range locked {
		if out, err := rig.Pulumi(t, dir, env, "cancel", "--stack", stack, "--yes"); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}

	var again []string
	h.Set(func(w sandbox.Write) {
		if w.Method == http.MethodPut && w.Phase == sandbox.After && strings.EqualFold(w.ID, made) {
			again = append(again, w.ID)
		}
	})
	rig.MustRunInWith(t, 0, dir, rig.Fresh(t), environ, apply...)
	h.Set(nil)
	rig.Settled(t, home)
	if len(again) > 0 {
		t.Errorf("made again: %v", again)
	}
	if !strings.Contains(strings.ToLower(strings.Join(s.Resources(), "\n")), strings.ToLower(made)) {
		t.Errorf("%s is not there", made)
	}
	settled := rig.MustRunInWith(t, 0, dir, rig.Fresh(t), environ, "settle", "--target", "azure")
	if strings.Count(settled.Stdout, ": nothing to settle") != 3 {
		t.Errorf("something is left:\n%s", settled.Stdout)
	}
}

// remade is what is made again: the diagnostic settings of blue's App Service plan.
const remade = "/resourceGroups/rg-tandem-prod-blue/providers/Microsoft.Web/serverfarms/plan-tandem-prod-blue/providers/Microsoft.Insights/diagnosticSettings/to-workspace"

// killRunner kills an up right after it was made, and returns its id.
func killRunner(t *testing.T, h *rig.Watch, dir string, environ []string) (made string) {
	t.Helper()
	var mu sync.Mutex
	p := rig.StartWith(t, dir, rig.Fresh(t), environ, "up", "--target", "azure", "--refresh", "--stamps", "together", "--yes")
	h.Set(func(w sandbox.Write) {
		mu.Lock()
		defer mu.Unlock()
		if w.Phase == sandbox.After && w.Method == http.MethodPut && strings.HasSuffix(strings.ToLower(w.ID), strings.ToLower(remade)) {
			made = w.ID
			p.Kill()
		}
	})
	r := p.Wait(t)
	h.Set(nil)
	if r.Code != -1 || made == "" {
		t.Fatalf("it was not killed: exit code %d\n%s", r.Code, r.Stderr)
	}
	return made
}

// states is what a home's backend records, without locks and history.
func states(t *testing.T, home string) string {
	t.Helper()
	var all strings.Builder
	for _, stack := range []string{"blue", "green", "global"} {
		raw, err := os.ReadFile(filepath.Join(home, "backend", ".pulumi", "stacks", "tandem", stack+".json"))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(raw)
	}
	return all.String()
}

// lockedStacks lists the stacks that bear a lock.
func lockedStacks(t *testing.T, home string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(home, "backend", ".pulumi", "locks", "*", "*", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var stacks []string
	for _, file := range files {
		stacks = append(stacks, filepath.Base(filepath.Dir(file)))
	}
	return stacks
}
