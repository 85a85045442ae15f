package env

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestOrphansByTheirTags works on groups that no command made: no engine runs.
func TestOrphansByTheirTags(t *testing.T) {
	w := newWorld(t)
	soon := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	put := func(name string, edit map[string]string, without ...string) string {
		tags := map[string]string{"system": "tandem", "environment": "old", "class": "test", "stamp": "blue", "owner": "ada", "expires": "2026-01-01T00:00:00Z"}
		for key, value := range edit {
			tags[key] = value
		}
		for _, key := range without {
			delete(tags, key)
		}
		id := w.arm.Subscription + "/resourceGroups/" + name
		w.arm.Put(id, apiGroups, map[string]any{"location": "northeurope", "tags": tags})
		return id
	}
	kept := []string{
		put("production", map[string]string{"environment": "prod"}),
		put("live", map[string]string{"class": "production"}),
		put("untagged", nil, "class"),
		put("foreign", map[string]string{"system": "other"}),
		put("nameless", nil, "environment"),
	}
	const stranger = "../../x\n##vso[task.setvariable variable=a]b"
	kept = append(kept, put("stranger", map[string]string{"environment": stranger}))
	old, young, timeless := put("old-blue", nil), put("young-blue", map[string]string{"environment": "young", "expires": soon}), put("timeless-blue", map[string]string{"environment": "timeless"}, "expires")
	w.vault(old, "kvold", map[string]string{"system": "tandem", "environment": "old", "expires": "2026-01-01T00:00:00Z"}, false)

	listed := w.list()
	if len(listed) != 5 || listed["old"].Owner != "ada" || !listed["old"].Expired || listed["young"].Expired || listed["prod"].Name == "" {
		t.Errorf("listed are %+v", listed)
	}
	lock := old + "/providers/Microsoft.Authorization/locks/court"
	w.arm.Put(lock, apiLocks, map[string]any{"properties": map[string]any{"level": "ReadOnly"}})
	if done := w.reap(3, "--execute", "--orphans", "--parallel", "4"); done["old"].Result != "left" || !done["old"].Refused || done["young"].Result != "gone" ||
		done["timeless"].Verdict != "to be judged" || done[stranger].Verdict != "to be judged" || done["prod"].Verdict != "keep" {
		t.Errorf("reap says %+v", done)
	}
	text := rig.MustRun(t, 3, w.home, "env", "reap", "--execute", "--orphans")
	for _, want := range []string{"old: left (expired on 2026-01-01T00:00:00Z; an orphan): refused as unsafe", `"../../x\n##vso[task.setvariable variable=a]b": to be judged`} {
		if !strings.Contains(text.Stdout, want) {
			t.Errorf("reap does not tell %q:\n%s", want, text.Stdout)
		}
	}
	if table := rig.MustRun(t, 0, w.home, "env", "list").Stdout; strings.Contains(table, "\n##vso") || !strings.Contains(table, "../../x ##vso") {
		t.Errorf("a stranger's tag has a line of its own:\n%s", table)
	}
	w.arm.Delete(lock, apiLocks)
	if done := w.reap(3, "--execute"); done["old"].Result != "gone" || done["timeless"].Result != "" {
		t.Errorf("reap says %+v", done)
	}
	w.arm.Get(timeless, apiGroups)
	rig.MustRun(t, 0, w.home, "env", "down", "timeless", "--execute")
	w.arm.Delete(w.arm.Subscription+"/resourceGroups/stranger", apiGroups)
	w.reap(0)
	kept = kept[:len(kept)-1]
	for _, id := range []string{old, young, timeless} {
		if slices.Contains(w.s.Resources(), id) {
			t.Errorf("still there: %s", id)
		}
	}
	for _, id := range kept {
		if !slices.Contains(w.s.Resources(), id) {
			t.Errorf("touched: %s", id)
		}
	}
	if deleted := w.arm.List(w.arm.Subscription+"/providers/Microsoft.KeyVault/deletedVaults", apiVault); len(deleted) > 0 {
		t.Errorf("soft-deleted vaults are left: %v", deleted)
	}
}

// TestLeftoversAreFound leaves a soft-deleted vault and nothing else.
func TestLeftoversAreFound(t *testing.T) {
	w := newWorld(t)
	group := w.arm.Subscription + "/resourceGroups/half"
	w.arm.Put(group, apiGroups, map[string]any{"location": "northeurope"})
	w.vault(group, "kvhalf", map[string]string{"system": "tandem", "environment": "half", "expires": "2026-01-01T00:00:00Z"}, false)
	w.arm.Delete(group, apiGroups)
	if e := w.list()["half"]; e.State != "leftovers" {
		t.Errorf("listed as %+v", e)
	}
	if r := rig.MustRun(t, 0, w.home, "env", "down", "half"); !strings.Contains(r.Stdout, "there is: soft-deleted vault kvhalf") {
		t.Errorf("the plan says:\n%s", r.Stdout)
	}
	if r := rig.MustRun(t, 1, w.home, "env", "up", "half", "--owner", "ada"); !strings.Contains(r.Stderr, "an earlier environment half has left: soft-deleted vault kvhalf; remove that first: tandem env down half --execute") {
		t.Errorf("up beside leftovers:\n%s", r.Stderr)
	}
	rig.MustRun(t, 0, w.home, "env", "down", "half", "--execute")
	if r := rig.MustRun(t, 0, w.home, "env", "down", "half", "--execute"); !strings.Contains(r.Stderr, "environment half has been taken down here on ") {
		t.Errorf("the home does not know that half has gone:\n%s", r.Stderr)
	}
	rig.MustRun(t, 0, w.home, "env", "down", "hlaf", "--execute", "--if-exists") // which there was not
	if r := rig.MustRun(t, 2, w.home, "env", "down", "hlaf", "--execute"); !strings.Contains(r.Stderr, "there is no environment hlaf, and none of that name is known here to have gone") {
		t.Errorf("a mistyped name:\n%s", r.Stderr)
	}
	w.written()
	if done := w.reap(0, "--execute"); len(done) > 0 {
		t.Errorf("reap after it says %+v", done)
	}
	for _, write := range w.written() {
		t.Errorf("reaping nothing wrote %s", write)
	}
	if status, _ := w.arm.Call(http.MethodGet, group, apiGroups, nil); status != http.StatusNotFound {
		t.Errorf("the group answers %d", status)
	}
}

// TestProtectedVaultsAreNamed takes down a group with a vault that nobody can purge.
func TestProtectedVaultsAreNamed(t *testing.T) {
	w := newWorld(t)
	group := w.arm.Subscription + "/resourceGroups/rg-tandem-kept-blue"
	tags := map[string]string{"system": "tandem", "environment": "kept", "class": "test", "stamp": "blue", "expires": "2026-01-01T00:00:00Z"}
	w.arm.Put(group, apiGroups, map[string]any{"location": "northeurope", "tags": tags})
	w.vault(group, "kvkept", tags, true)
	const says = "vault kvkept, soft-deleted until 20"
	if r := rig.MustRun(t, 0, w.home, "env", "down", "kept", "--execute"); !strings.Contains(r.Stdout, "environment kept is gone") || !strings.Contains(r.Stdout, says) {
		t.Errorf("down says:\n%s", r.Stdout)
	}
	if r := rig.MustRun(t, 0, w.home, "env", "down", "kept"); !strings.Contains(r.Stdout, "there is only what nobody can remove: "+says) {
		t.Errorf("the plan says:\n%s", r.Stdout)
	}
	if r := rig.MustRun(t, 2, w.home, "env", "up", "kept", "--owner", "ada"); !strings.Contains(r.Stderr, says) || !strings.Contains(r.Stderr, "choose another NAME") {
		t.Errorf("up says:\n%s", r.Stderr)
	}
	if listed := w.list(); len(listed) > 0 {
		t.Errorf("listed are %+v", listed)
	}
}
