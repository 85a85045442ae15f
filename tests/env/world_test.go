package env

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// The versions in which a stranger speaks to ARM.
const (
	apiGroups  = "2022-09-01"
	apiLocks   = "2020-05-01"
	apiSQL     = "2021-11-01"
	apiVault   = "2023-02-01"
	apiNetwork = "2019-08-01"
	apiPlan    = "2022-09-01"
	apiZone    = "2020-06-01"
)

// world is a served sandbox, what is written to it, and a stranger in it.
type world struct {
	t    *testing.T
	home string
	s    *sandbox.Sandbox
	arm  *rig.Stranger

	rig.Watch

	mu     sync.Mutex
	writes []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, home: rig.Fresh(t)}
	w.s = rig.Serve(t, w.home, w.hook)
	w.arm = rig.Connect(t, w.s.Env())
	return w
}

func (w *world) hook(write sandbox.Write) {
	w.mu.Lock()
	if write.Phase == sandbox.After {
		w.writes = append(w.writes, write.Method+" "+write.ID)
	}
	w.mu.Unlock()
	w.Hook(write)
}

// written returns what was written since it was last asked.
func (w *world) written() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	writes := w.writes
	w.writes = nil
	return writes
}

// killAt kills a command at the nth write to an environment that is picked; the
// write is made, and the command does not learn of it.
func (w *world) killAt(p *rig.Process, name string, n int, pick func(sandbox.Write) bool) {
	w.at(name, n, pick, p.Kill)
}

// at acts after the nth write to an environment that is picked. While it picks, only the
// environment's finished writes wait: it may itself wait for any other.
func (w *world) at(name string, n int, pick func(sandbox.Write) bool, act func()) {
	var mu sync.Mutex
	made := 0
	w.Set(func(write sandbox.Write) {
		if write.Phase != sandbox.After || !belongs(write.ID, name) {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if !pick(write) {
			return
		}
		if made++; made == n {
			act()
		}
	})
}

func isPut(w sandbox.Write) bool    { return w.Method == http.MethodPut }
func isDelete(w sandbox.Write) bool { return w.Method == http.MethodDelete }

// belongs reports whether an id, or the name of an Entra object, is an environment's.
func belongs(id, name string) bool {
	return strings.Contains(id, "tandem-"+name+"-") || strings.HasSuffix(id, "tandem-"+name) || strings.Contains(id, "tandem"+name)
}

// of lists what exists of an environment.
func (w *world) of(name string) []string {
	w.t.Helper()
	return slices.DeleteFunc(rig.Inventory(w.t, w.s), func(id string) bool {
		return !belongs(id, name)
	})
}

// gone wants nothing to be left of an environment.
func (w *world) gone(name string) {
	w.t.Helper()
	if left := w.of(name); len(left) > 0 {
		w.t.Errorf("environment %s has left:\n%s", name, strings.Join(left, "\n"))
	}
}

// same wants two environments to consist of the same, but for their names.
func (w *world) same(one, other string) {
	w.t.Helper()
	names := func(name string) []string {
		var all []string
		for _, id := range w.of(name) {
			all = append(all, strings.ReplaceAll(strings.ReplaceAll(id, "tandem-"+name, "tandem-*"), "tandem"+name, "tandem*"))
		}
		slices.Sort(all)
		return all
	}
	a, b := names(one), names(other)
	if len(a) < 200 || !slices.Equal(a, b) {
		w.t.Errorf("%s consists of %d things, %s of %d; only one has:\n%s", one, len(a), other, len(b), strings.Join(difference(a, b), "\n"))
	}
}

func difference(a, b []string) []string {
	count := map[string]int{}
	for _, x := range a {
		count[x]++
	}
	for _, x := range b {
		count[x]--
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n == 0 })
	return slices.Sorted(maps.Keys(count))
}

func group(name, stamp string) string { return "/resourceGroups/rg-tandem-" + name + "-" + stamp }

// retag sets tags of an environment's groups.
func (w *world) retag(name string, set map[string]string) {
	w.t.Helper()
	for _, stamp := range []string{"blue", "green", "global"} {
		id := w.arm.Subscription + group(name, stamp)
		tags := w.arm.Get(id, apiGroups)["tags"].(map[string]any)
		for key, value := range set {
			tags[key] = value
		}
		w.arm.Patch(id, apiGroups, map[string]any{"tags": tags})
	}
}

// vault makes a vault in a group.
func (w *world) vault(group, name string, tags map[string]string, protected bool) {
	w.t.Helper()
	properties := map[string]any{"tenantId": w.s.Env()["ARM_TENANT_ID"], "sku": map[string]any{"family": "A", "name": "standard"},
		"enableRbacAuthorization": true, "softDeleteRetentionInDays": 7}
	if protected {
		properties["enablePurgeProtection"] = true // it cannot be set to false
	}
	w.arm.Put(group+"/providers/Microsoft.KeyVault/vaults/"+name, apiVault, map[string]any{"location": "northeurope", "tags": tags, "properties": properties})
}

// expire lets the time of environments be over.
func (w *world) expire(names ...string) {
	w.t.Helper()
	for _, name := range names {
		w.retag(name, map[string]string{"expires": "2026-01-01T00:00:00Z"})
	}
	w.written()
}

// environment is what list and show tell, and reap decides.
type environment struct {
	Name, State, Owner, Revision, Extended, InUse, Error string
	Verdict, Reason, Result                              string
	PullRequest                                          int
	Created, Expires                                     string
	Expired, Known, Orphan, Refused                      bool
	Groups                                               []struct {
		Name string
		Tags map[string]string
	}
}

// list runs env list and returns the environments by name.
func (w *world) list() map[string]environment {
	w.t.Helper()
	return environments(w.t, rig.MustRun(w.t, 0, w.home, "env", "list", "--json"))
}

// reap runs env reap and returns what it decided by name.
func (w *world) reap(code int, flags ...string) map[string]environment {
	w.t.Helper()
	return environments(w.t, rig.MustRun(w.t, code, w.home, append([]string{"env", "reap", "--json"}, flags...)...))
}

func environments(t *testing.T, r rig.Result) map[string]environment {
	t.Helper()
	var answer struct{ Environments []environment }
	r.JSON(t, &answer)
	all := map[string]environment{}
	for _, e := range answer.Environments {
		all[e.Name] = e
	}
	return all
}

// came is the answer of env up.
type came struct {
	Environment environment
	Addresses   map[string]string
	Seconds     float64
}

// served changes variables by which the commands of a home find the sandbox.
func (w *world) served(home string, set map[string]any) {
	w.t.Helper()
	path := filepath.Join(home, "sandbox", "served.json")
	raw, err := os.ReadFile(path)
	served := map[string]any{}
	if err == nil {
		err = json.Unmarshal(raw, &served)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	maps.Copy(served["env"].(map[string]any), set)
	if raw, err = json.Marshal(served); err == nil {
		err = os.WriteFile(path, raw, 0o600)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// whole wants an environment to have come up, and returns what it said.
func whole(t *testing.T, name string, r rig.Result) came {
	t.Helper()
	if r.Code != 0 {
		t.Fatalf("env up %s: exit code %d\n%s\n%s", name, r.Code, r.Stdout, r.Stderr)
	}
	if strings.Contains(r.Stderr, "TDM-") {
		t.Errorf("policies object to environment %s:\n%s", name, r.Stderr)
	}
	var c came
	r.JSON(t, &c)
	if c.Environment.Name != name || c.Environment.State != "up" || len(c.Environment.Groups) != 3 {
		t.Errorf("env up %s answers %+v", name, c.Environment)
	}
	for _, where := range []string{"app", "blue", "green"} {
		if !strings.HasPrefix(c.Addresses[where], "https://tandem-"+name+"-"+where+"-") {
			t.Errorf("address %s of %s is %q", where, name, c.Addresses[where])
		}
	}
	return c
}
