package env

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// interruptAt sends a command the signal of a Ctrl-C at the nth write to an environment
// that is picked.
func (w *world) interruptAt(p *rig.Process, name string, n int, pick func(sandbox.Write) bool) {
	w.at(name, n, pick, func() {
		if err := p.Interrupt(); err != nil {
			w.t.Error(err)
		}
	})
}

// interrupted waits for a command that was interrupted: it says so, and leaves no claim.
func (w *world) interrupted(p *rig.Process) rig.Result {
	w.t.Helper()
	r := p.Wait(w.t)
	w.Set(nil)
	if r.Code != 1 || !strings.Contains(r.Stderr, "interrupted: what was done is recorded; run the same command again to go on") {
		w.t.Fatalf("the interrupted command ends with %d:\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
	if claims := w.arm.List(w.arm.Subscription+"/providers/Microsoft.Resources/deployments", apiGroups); len(claims) > 0 {
		w.t.Errorf("it has left the claim %v", claims)
	}
	return r
}

// another is the home of another machine, which works on the same Azure.
func (w *world) another() string {
	w.t.Helper()
	home := rig.Fresh(w.t)
	served, err := os.ReadFile(filepath.Join(w.home, "sandbox", "served.json"))
	if err == nil {
		err = os.MkdirAll(filepath.Join(home, "sandbox"), 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(home, "sandbox", "served.json"), served, 0o600)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return home
}

// TestCtrlC interrupts env up and env down. While the up runs another machine wants to
// take the environment down. After it somebody edits what was made, and deletes a part
// of it: with --refresh the next up undoes both.
func TestCtrlC(t *testing.T) {
	if !*every {
		t.Skip("run with -every: an environment that is stopped twice takes a minute")
	}
	w := newWorld(t)
	empty := rig.Inventory(t, w.s)
	other := w.another()
	up := rig.Start(t, w.home, "env", "up", "e6", "--owner", "mona")
	begun, refused := make(chan struct{}), make(chan struct{})
	wait := sync.OnceFunc(func() {
		close(begun)
		<-refused
	})
	w.interruptAt(up, "e6", 90, func(write sandbox.Write) bool {
		wait()
		return isPut(write)
	})
	<-begun
	r := rig.Run(t, other, "env", "down", "e6", "--execute")
	close(refused)
	if r.Code != 1 || !strings.Contains(r.Stderr, "environment e6 is in use by tandem env up e6 --owner mona on ") {
		t.Errorf("a down on another machine ends with %d:\n%s", r.Code, r.Stderr)
	}
	w.interrupted(up)
	if e := w.list()["e6"]; e.State != "broken" || !strings.Contains(e.Error, "its up was interrupted") {
		t.Errorf("e6 is listed as %+v", e)
	}
	blue := w.arm.Subscription + group("e6", "blue")
	w.arm.Patch(blue+"/providers/Microsoft.Resources/tags/default", apiGroups, map[string]any{"operation": "Merge", "properties": map[string]any{"tags": map[string]string{"owner": "stranger"}}})
	made := w.s.Resources()
	i := slices.IndexFunc(made, func(id string) bool {
		return strings.HasPrefix(id, blue) && strings.Contains(id, "/virtualNetworkLinks/")
	})
	if i < 0 {
		t.Fatalf("no link of a zone was made before the Ctrl-C:\n%s", strings.Join(made, "\n"))
	}
	w.arm.Delete(made[i], apiZone)

	r = rig.MustRun(t, 0, w.home, "env", "up", "e6", "--refresh", "--owner", "mona", "--ttl", "1h", "--json")
	whole(t, "e6", r)
	if !strings.Contains(r.Stderr, "environment e6 exists and keeps its expiry") {
		t.Errorf("--ttl of what exists says nothing:\n%s", r.Stderr)
	}
	if owner := w.arm.Get(blue, apiGroups)["tags"].(map[string]any)["owner"]; owner != "mona" {
		t.Errorf("the group's owner is %v still", owner)
	}
	w.arm.Get(made[i], apiZone)

	down := rig.Start(t, w.home, "env", "down", "e6", "--execute")
	w.interruptAt(down, "e6", 20, isDelete)
	w.interrupted(down)
	if e := w.list()["e6"]; e.State != "going down" {
		t.Errorf("e6 is listed as %+v", e)
	}
	rig.MustRun(t, 0, w.home, "env", "down", "e6", "--execute")
	w.gone("e6")
	if left := difference(rig.Inventory(t, w.s), empty); len(left) > 0 {
		t.Errorf("what differs:\n%s", strings.Join(left, "\n"))
	}
}

// TestAnotherMachineWorksOnIt has a claim of another home on an environment: nothing
// else is done with it until it ends. No engine runs.
func TestAnotherMachineWorksOnIt(t *testing.T) {
	w := newWorld(t)
	id := w.arm.Subscription + "/resourceGroups/old-blue"
	w.arm.Put(id, apiGroups, map[string]any{"location": "northeurope", "tags": map[string]string{
		"system": "tandem", "environment": "old", "class": "test", "stamp": "blue", "expires": "2026-01-01T00:00:00Z"}})
	claim := w.arm.Subscription + "/providers/Microsoft.Resources/deployments/lease.tandem.old.1"
	claimUntil := func(until time.Time) {
		w.arm.Put(claim, apiGroups, map[string]any{"location": "uksouth",
			"tags":       map[string]string{"system": "tandem", "environment": "old", "holder": "tandem env up old on another", "home": "another", "until": until.UTC().Format(time.RFC3339)},
			"properties": map[string]any{"mode": "Incremental", "template": map[string]any{"resources": []any{}}}})
	}
	claimUntil(time.Now().Add(10 * time.Minute))
	before := w.s.Resources()
	for _, args := range [][]string{{"down", "old", "--execute"}, {"extend", "old", "--by", "ada"}, {"up", "old", "--owner", "ada"}} {
		r := rig.MustRun(t, 1, w.home, append([]string{"env"}, args...)...)
		for _, want := range []string{"environment old is in use by tandem env up old on another: wait for it to end", "az deployment sub delete --name lease.tandem.old.1"} {
			if !strings.Contains(r.Stderr, want) {
				t.Errorf("env %v does not tell %q:\n%s", args, want, r.Stderr)
			}
		}
	}
	if done := w.reap(1, "--execute"); done["old"].Result != "left" {
		t.Errorf("reap says %+v", done)
	}
	if now := w.s.Resources(); !slices.Equal(now, before) {
		t.Errorf("something was changed: %v", difference(now, before))
	}
	if e := w.list()["old"]; e.InUse != "tandem env up old on another" {
		t.Errorf("listed as %+v", e)
	}
	claimUntil(time.Now().Add(-time.Minute))
	if done := w.reap(0, "--execute"); done["old"].Result != "gone" {
		t.Errorf("reap says %+v", done)
	}
	if status, _ := w.arm.Call(http.MethodGet, claim, apiGroups, nil); status != http.StatusNotFound {
		t.Errorf("the claim that has ended answers %d", status)
	}
}
