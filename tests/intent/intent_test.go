// Package intent proves what the system does when intent and fact part: after
// a failover, on the way down and up again, and before a change that would
// lose data.
package intent

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

func TestMain(m *testing.M) { os.Exit(rig.Main(m, rig.Prepared)) }

const (
	groups   = "/resourceGroups/rg-tandem-prod-"
	sqlBlue  = groups + "blue/providers/Microsoft.Sql/servers/sql-tandem-prod-blue"
	sqlGreen = groups + "green/providers/Microsoft.Sql/servers/sql-tandem-prod-green"
	failover = "/failoverGroups/fg-tandem-prod"
	origins  = groups + "global/providers/Microsoft.Cdn/profiles/afd-tandem-prod/originGroups/app/origins/"

	apiSQL  = "2021-11-01"
	apiEdge = "2023-05-01"
)

// world is a home in which everything is up, its sandbox served, and a record of
// what is written to that.
type world struct {
	t    *testing.T
	home string
	arm  *rig.Stranger
	mu   sync.Mutex
	ids  []string
}

func newWorld(t *testing.T, home string) (*world, *sandbox.Sandbox) {
	t.Helper()
	w := &world{t: t, home: home}
	s := rig.Serve(t, home, func(write sandbox.Write) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if write.Phase == sandbox.After {
			w.ids = append(w.ids, write.ID)
		}
	})
	w.arm = rig.Connect(t, s.Env())
	return w, s
}

// written returns the ids that were written to since it was last asked.
func (w *world) written() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := slices.Compact(slices.Sorted(slices.Values(w.ids)))
	w.ids = nil
	return ids
}

// priorities wants the generic origin group to prefer a stamp.
func (w *world) priorities(active, standby string) {
	w.t.Helper()
	for stamp, want := range map[string]float64{active: 1, standby: 2} {
		origin := w.arm.Get(w.arm.Subscription+origins+stamp, apiEdge)["properties"].(map[string]any)
		if origin["priority"] != want || origin["enabledState"] != "Enabled" {
			w.t.Errorf("origin %s has priority %v and is %v, want %v and Enabled", stamp, origin["priority"], origin["enabledState"], want)
		}
	}
}

// onlyPriorities wants an up to have changed the priorities of the generic
// origin group's origins, and nothing else, neither by its own account nor by
// what reached ARM.
func (w *world) onlyPriorities(up rig.Changes) {
	w.t.Helper()
	var got []string
	for _, s := range up.Steps() {
		got = append(got, s.Name+" "+s.Op+" "+strings.Join(s.Paths(), ","))
	}
	slices.Sort(got)
	want := []string{"global-edge-app-blue-origin update priority", "global-edge-app-green-origin update priority"}
	if !slices.Equal(got, want) {
		w.t.Errorf("up changes %q, want %q", got, want)
	}
	for _, id := range w.written() {
		if !strings.Contains(strings.ToLower(id), strings.ToLower(origins)) {
			w.t.Errorf("up writes to %s", id)
		}
	}
}

// frozen wants the program to say that group and databases wait.
func (w *world) frozen(up rig.Changes, want bool) {
	w.t.Helper()
	said := slices.ContainsFunc(up.Stack(w.t, "global").Warnings, func(s string) bool { return strings.Contains(s, "frozen") })
	if said != want {
		w.t.Errorf("the program says that group and databases are frozen: %v, want %v: %q", said, want, up.Stack(w.t, "global").Warnings)
	}
}

// intendGreen returns a checkout whose configuration calls green active, with more
// edits of Pulumi.global.yaml in pairs.
func intendGreen(t *testing.T, pairs ...string) string {
	t.Helper()
	dir := rig.Copy(t)
	rig.Rewrite(t, dir, "Pulumi.global.yaml", append([]string{"tandem:active: blue", "tandem:active: green"}, pairs...)...)
	return dir
}

func TestPlannedFailoverThereAndBack(t *testing.T) {
	w, _ := newWorld(t, rig.Deployed(t))
	w.arm.Post(w.arm.Subscription+sqlGreen+failover+"/failover", apiSQL, nil)
	w.written()

	stale := rig.MustRun(t, 3, w.home, "up")
	for _, want := range []string{"tandem:active is blue", "the failover group's primary is stamp green's server", "set tandem:active to green"} {
		if !strings.Contains(stale.Stderr, want) {
			t.Errorf("the refusal does not say %q:\n%s", want, stale.Stderr)
		}
	}
	if ids := w.written(); len(ids) > 0 {
		t.Errorf("the refused up wrote to %v", ids)
	}
	w.priorities("blue", "green")

	there := rig.MustRunIn(t, 0, intendGreen(t), w.home, "up", "--json").Changes(t)
	w.onlyPriorities(there)
	w.frozen(there, true)
	w.priorities("green", "blue")
	for _, s := range there.Status.Stamps {
		if want := map[string]string{"blue": "Secondary standby", "green": "Primary active"}[s.Stamp]; s.Role+" "+s.Intent != want {
			t.Errorf("status of %s: %s %s, want %s", s.Stamp, s.Role, s.Intent, want)
		}
	}

	w.arm.Post(w.arm.Subscription+sqlBlue+failover+"/failover", apiSQL, nil)
	w.written()
	back := rig.MustRun(t, 0, w.home, "up", "--json").Changes(t)
	w.onlyPriorities(back)
	w.frozen(back, false)
	w.priorities("blue", "green")
}

// TestForcedFailoverFreezesTheDatabase asks for a larger database in the same
// run: it waits until the group is back where it was born.
func TestForcedFailoverFreezesTheDatabase(t *testing.T) {
	w, _ := newWorld(t, rig.Deployed(t))
	w.arm.Post(w.arm.Subscription+sqlGreen+failover+"/forceFailoverAllowDataLoss", apiSQL, nil)
	w.written()
	up := rig.MustRunIn(t, 0, intendGreen(t, "tandem:sqlSku: BC_Gen5_2", "tandem:sqlSku: BC_Gen5_4"), w.home, "up", "--json").Changes(t)
	w.onlyPriorities(up)
	w.frozen(up, true)
	w.priorities("green", "blue")
}

// TestPlanThatReplacesDataIsRefused moves a stamp to another region.
func TestPlanThatReplacesDataIsRefused(t *testing.T) {
	w, _ := newWorld(t, rig.Deployed(t))
	dir := rig.Copy(t)
	rig.Rewrite(t, dir, "Pulumi.blue.yaml", "tandem:location: northeurope", "tandem:location: swedencentral")
	r := rig.MustRunIn(t, 3, dir, w.home, "up")
	for _, want := range []string{"database server blue-sql-server", "storage account blue-storage-account", "blue-group (location)", "nothing was changed"} {
		if !strings.Contains(r.Stderr, want) {
			t.Errorf("the refusal does not name %s:\n%s", want, r.Stderr)
		}
	}
	if ids := w.written(); len(ids) > 0 {
		t.Errorf("the refused up wrote to %v", ids)
	}
}
