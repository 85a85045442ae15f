package env

import (
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

// TestFourBesideEachOther lives the lives of four environments that come up at once
// in one sandbox: one is killed while it comes up and again while it goes, two
// expire, of which one has lost its state and one is locked by somebody else, and in
// the end nothing but tags tells of the last one.
func TestFourBesideEachOther(t *testing.T) {
	w := newWorld(t)
	empty := rig.Inventory(t, w.s)
	fourAtOnce(t, w)
	steps := []struct {
		name string
		do   func(*testing.T, *world)
	}{
		{"killed while it came up", cameUpAfterKill},
		{"a state of another subscription", elsewhere},
		{"extended", extended},
		{"killed while it went down", wentDownAfterKill},
		{"reaped, but for the locked one", reaped},
		{"an orphan", orphaned},
	}
	for _, step := range steps {
		if !t.Run(step.name, func(t *testing.T) { step.do(t, w) }) {
			return
		}
	}
	if left := difference(rig.Inventory(t, w.s), empty); len(left) > 0 {
		t.Errorf("four environments came and went; what differs:\n%s", strings.Join(left, "\n"))
	}
}

// fourAtOnce brings up e1 to e4 at once. e4 is killed half-way; meanwhile a second
// up of e1 is refused.
func fourAtOnce(t *testing.T, w *world) {
	ups := map[string]*rig.Process{}
	for _, name := range []string{"e1", "e2", "e3", "e4"} {
		ups[name] = rig.Start(t, w.home, "env", "up", name, "--json", "--owner", "mona", "--pull-request", "12", "--ttl", "8h")
	}
	begun := make(chan struct{})
	tell := sync.OnceFunc(func() { close(begun) })
	w.killAt(ups["e4"], "e4", 90, func(write sandbox.Write) bool {
		tell()
		return isPut(write)
	})
	select {
	case <-begun:
	case <-time.After(4 * time.Minute):
		t.Fatal("no environment has begun to come up")
	}
	twice := rig.MustRun(t, 1, w.home, "env", "up", "e1", "--owner", "ada")
	if !strings.Contains(twice.Stderr, `environment e1 is in use by "tandem env up e1 --json`) {
		t.Errorf("the second up of e1 does not say who holds it:\n%s", twice.Stderr)
	}
	addresses := map[string]bool{}
	for _, name := range []string{"e1", "e2", "e3"} {
		c := whole(t, name, ups[name].Wait(t))
		for where, address := range c.Addresses {
			if addresses[address] {
				t.Errorf("%s of %s is another environment's, too: %s", where, name, address)
			}
			addresses[address] = true
		}
		t.Logf("env up %s beside others: %.1f s", name, c.Seconds)
	}
	if r := ups["e4"].Wait(t); r.Code != -1 {
		t.Fatalf("env up e4 was not killed: exit code %d\n%s", r.Code, r.Stderr)
	}
	w.Set(nil)
	plan := w.arm.Get(w.arm.Subscription+group("e1", "blue")+"/providers/Microsoft.Web/serverfarms/plan-tandem-e1-blue", apiPlan)
	if size := plan["sku"].(map[string]any)["name"]; size != "B1" {
		t.Errorf("the plan of a test environment has size %v, want B1", size)
	}
	spaces := map[string]string{}
	for _, network := range w.arm.List(w.arm.Subscription+"/providers/Microsoft.Network/virtualNetworks", apiNetwork) {
		prefixes := network["properties"].(map[string]any)["addressSpace"].(map[string]any)["addressPrefixes"].([]any)
		name, prefix := network["name"].(string), prefixes[0].(string)
		if other := spaces[prefix]; other != "" {
			t.Errorf("%s and %s have the same address space %s", name, other, prefix)
		}
		spaces[prefix] = name
	}
}

// cameUpAfterKill runs the up of e4 again.
func cameUpAfterKill(t *testing.T, w *world) {
	if e := w.list()["e4"]; e.State != "broken" || !strings.Contains(e.Error, "its up was interrupted") {
		t.Errorf("e4 is listed as %+v", e)
	}
	r := rig.MustRun(t, 0, w.home, "env", "up", "e4", "--json", "--owner", "mona", "--pull-request", "12")
	t.Logf("recovered:%s", rig.RecoveryLines(r))
	whole(t, "e4", r)
	w.same("e1", "e4")
	for name, e := range w.list() {
		if e.State != "up" || e.Owner != "mona" || e.PullRequest != 12 || e.Revision == "" || e.Expired || !e.Known || e.InUse != "" {
			t.Errorf("%s is listed as %+v", name, e)
		}
	}
}

// elsewhere has the state of e1 say that it lies in another subscription: the engine
// would write there.
func elsewhere(t *testing.T, w *world) {
	files, err := filepath.Glob(filepath.Join(w.home, "environments", "e1", "backend", ".pulumi", "stacks", "*", "env-e1.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the state of e1 lies in %v (%v)", files, err)
	}
	state, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	here := strings.TrimPrefix(w.arm.Subscription, "/subscriptions/")
	there := strings.ReplaceAll(string(state), here, "00000000-0000-4000-8000-0000000000b2")
	if err := os.WriteFile(files[0], []byte(there), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"up", "e1"}, {"down", "e1", "--execute"}} {
		if r := rig.MustRun(t, 3, w.home, append([]string{"env"}, args...)...); !strings.Contains(r.Stderr, "and this is subscription "+here) {
			t.Errorf("env %v:\n%s", args, r.Stderr)
		}
	}
	if err := os.WriteFile(files[0], state, 0o600); err != nil {
		t.Fatal(err)
	}
}

// unread has the note of e1 be none that can be read: nothing is moved that could not be
// noted.
func unread(t *testing.T, w *world) {
	note := filepath.Join(w.home, "environments", "e1", "environment.json")
	kept, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	write := func(content []byte) {
		if err := os.WriteFile(note, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := w.list()["e1"].Expires
	write([]byte("{"))
	rig.MustRun(t, 1, w.home, "env", "extend", "e1", "--more", "4h", "--by", "ada")
	write(kept)
	if after := w.list()["e1"].Expires; after != before {
		t.Errorf("e1 expires on %s instead of %s, and nothing of it is noted", after, before)
	}
}

// extended gives e1 more time; an up of it finds the new expiry.
func extended(t *testing.T, w *world) {
	before := w.list()["e1"]
	rig.MustRun(t, 0, w.home, "env", "extend", "e1", "--more", "4h", "--by", "ada")
	var shown came
	rig.MustRun(t, 0, w.home, "env", "show", "e1", "--json").JSON(t, &shown)
	e := shown.Environment
	if e.Created != before.Created || e.Expires <= before.Expires || !strings.HasSuffix(e.Extended, " by ada") || len(shown.Addresses) != 4 {
		t.Errorf("after extend: %+v, before: %+v", shown, before)
	}
	unread(t, w)
	if r := rig.MustRun(t, 2, w.home, "env", "extend", "e1", "--more", "800h", "--by", "ada"); !strings.Contains(r.Stderr, "lives 720h0m0s at most") {
		t.Errorf("more time than an environment may have:\n%s", r.Stderr)
	}
	text := rig.MustRun(t, 0, w.home, "env", "show", "e1").Stdout
	for _, want := range []string{shown.Addresses["app"], "mona", "by ada", "rg-tandem-e1-global in uksouth", e.Revision[:12]} {
		if !strings.Contains(text, want) {
			t.Errorf("show does not tell %q:\n%s", want, text)
		}
	}
}

// wentDownAfterKill plans the end of e4, kills it half-way, and finishes it.
func wentDownAfterKill(t *testing.T, w *world) {
	w.written()
	plan := rig.MustRun(t, 0, w.home, "env", "down", "e4")
	for _, want := range []string{"resource group rg-tandem-e4-blue", "application signin-tandem-e4", "nothing was changed"} {
		if !strings.Contains(plan.Stdout, want) {
			t.Errorf("the plan does not tell %q:\n%s", want, plan.Stdout)
		}
	}
	if writes := w.written(); len(writes) > 0 {
		t.Errorf("the plan wrote %v", writes)
	}
	p := rig.Start(t, w.home, "env", "down", "e4", "--execute")
	w.killAt(p, "e4", 40, isDelete)
	if r := p.Wait(t); r.Code != -1 {
		t.Fatalf("env down was not killed: exit code %d\n%s", r.Code, r.Stderr)
	}
	w.Set(nil)
	if e := w.list()["e4"]; e.State != "going down" || !strings.Contains(e.Error, "tandem env down e4 --execute") {
		t.Errorf("e4 is listed as %+v", e)
	}
	if r := rig.MustRun(t, 1, w.home, "env", "up", "e4"); !strings.Contains(r.Stderr, "is being taken down: finish that first") {
		t.Errorf("up of what goes down:\n%s", r.Stderr)
	}
	if r := rig.MustRun(t, 1, w.home, "env", "extend", "e4", "--by", "ada"); !strings.Contains(r.Stderr, "environment e4 is being taken down: finish that first") {
		t.Errorf("more time for what goes down:\n%s", r.Stderr)
	}
	r := rig.MustRun(t, 0, w.home, "env", "down", "e4", "--execute")
	if !strings.Contains(r.Stderr, "going on with an earlier down") || !strings.Contains(r.Stdout, "environment e4 is gone") {
		t.Errorf("the second down says:\n%s%s", r.Stdout, r.Stderr)
	}
	w.gone("e4")
	if _, err := os.Stat(filepath.Join(w.home, "environments", "e4")); !os.IsNotExist(err) {
		t.Errorf("the home still knows e4: %v", err)
	}
}

// reaped lets e2 and e3 expire. The state of e2 is lost; e3 has failed over, and
// somebody has locked it.
func reaped(t *testing.T, w *world) {
	if err := os.RemoveAll(filepath.Join(w.home, "environments", "e2")); err != nil {
		t.Fatal(err)
	}
	w.expire("e2", "e3")
	if r := rig.MustRun(t, 2, w.home, "env", "up", "e3"); !strings.Contains(r.Stderr, "environment e3 expired on 2026-01-01T00:00:00Z: tandem env extend e3 moves that") {
		t.Errorf("up of what has expired:\n%s", r.Stderr)
	}
	lock := w.arm.Subscription + group("e3", "green") + "/providers/Microsoft.Authorization/locks/court"
	w.arm.Put(lock, apiLocks, map[string]any{"properties": map[string]any{"level": "CanNotDelete", "notes": "evidence"}})
	failover := "/providers/Microsoft.Sql/servers/sql-tandem-e3-green/failoverGroups/fg-tandem-e3/failover"
	w.arm.Post(w.arm.Subscription+group("e3", "green")+failover, apiSQL, nil)
	untouched := append(w.of("e1"), w.of("e3")...)
	w.written()

	dry := w.reap(0)
	if dry["e1"].Verdict != "keep" || dry["e2"].Verdict != "take down" || dry["e3"].Verdict != "take down" || dry["e2"].Result != "" || !dry["e2"].Orphan || dry["e3"].Orphan {
		t.Errorf("the dry run decides %+v", dry)
	}
	if writes := w.written(); len(writes) > 0 {
		t.Errorf("the dry run wrote %v", writes)
	}
	done := w.reap(3, "--execute")
	if done["e2"].Result != "gone" || done["e3"].Result != "left" || !strings.Contains(done["e3"].Error, "court") || done["e1"].Result != "" {
		t.Errorf("reap says %+v", done)
	}
	w.gone("e2")
	if now := append(w.of("e1"), w.of("e3")...); !slices.Equal(now, untouched) {
		t.Errorf("reap touched e1 or e3: %v", difference(now, untouched))
	}
	for _, write := range w.written() {
		if belongs(write, "e1") || belongs(write, "e3") {
			t.Errorf("reap wrote %s", write)
		}
	}
	if r := rig.MustRun(t, 3, w.home, "env", "down", "e3", "--execute"); !strings.Contains(r.Stderr, "az lock delete --ids "+lock) {
		t.Errorf("the refusal of what is locked does not say what to do:\n%s", r.Stderr)
	}
	w.arm.Delete(lock, apiLocks)
	if done := w.reap(0, "--execute"); done["e3"].Result != "gone" {
		t.Errorf("reap without the lock says %+v", done)
	}
	w.gone("e3")
}

// orphaned takes all state of e1 away, as a machine is thrown away: it is listed by
// its tags alone, and taken down by what Azure says.
func orphaned(t *testing.T, w *world) {
	before := w.list()["e1"]
	if err := os.RemoveAll(filepath.Join(w.home, "environments")); err != nil {
		t.Fatal(err)
	}
	e := w.list()["e1"]
	if e.Known || e.State != "up" || e.Owner != before.Owner || e.Expires != before.Expires || e.Extended != before.Extended || e.Revision != before.Revision {
		t.Errorf("by its tags alone e1 is %+v, it was %+v", e, before)
	}
	if r := rig.MustRun(t, 3, w.home, "env", "up", "e1"); !strings.Contains(r.Stderr, "environment e1 exists, and no state here knows it") {
		t.Errorf("up of an orphan:\n%s", r.Stderr)
	}
	if kept := w.reap(0, "--execute"); kept["e1"].Verdict != "keep" || !kept["e1"].Orphan {
		t.Errorf("an orphan whose time is not over: %+v", kept)
	}
	w.expire("e1")
	if done := w.reap(0, "--execute"); done["e1"].Result != "gone" || !done["e1"].Orphan {
		t.Errorf("an orphan whose time is over: %+v", done)
	}
	w.gone("e1")
	if len(w.list()) > 0 {
		t.Errorf("still listed: %v", w.list())
	}
}
