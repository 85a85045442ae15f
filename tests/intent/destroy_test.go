package intent

import (
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestDestroyAndTheNextGeneration takes everything down and comes up again.
func TestDestroyAndTheNextGeneration(t *testing.T) {
	w, s := newWorld(t, rig.Deployed(t))
	vaults := []string{"kvtandemprodblue016", "kvtandemprodgreen016"}

	down := rig.MustRun(t, 0, w.home, "destroy")
	for _, want := range append([]string{"soft-deleted vault"}, vaults...) {
		if !strings.Contains(down.Stdout, want) {
			t.Errorf("destroy does not tell %q:\n%s", want, down.Stdout)
		}
	}
	lifted, destroyed := strings.Index(down.Stderr, "lift protection: global"), strings.Index(down.Stderr, "destroy: global")
	if lifted < 0 || destroyed < lifted {
		t.Errorf("lifting protection is no visible step before the first destroy:\n%s", down.Stderr)
	}
	w.nothingButVaults(vaults)
	empty := rig.Inventory(t, rig.Serve(t, rig.Fresh(t), nil))
	for _, left := range rig.Inventory(t, s) {
		if !slices.Contains(empty, left) && !strings.Contains(left, "/deletedVaults/") {
			t.Errorf("destroy left %s", left)
		}
	}
	w.written()

	again := rig.MustRun(t, 1, w.home, "up")
	for _, want := range append([]string{"az keyvault recover", "tandem:generation"}, vaults...) {
		if !strings.Contains(again.Stderr, want) {
			t.Errorf("up in the same generation does not tell %q:\n%s", want, again.Stderr)
		}
	}
	if ids := w.written(); len(ids) > 0 {
		t.Errorf("the refused up wrote to %v", ids)
	}

	dir := rig.Copy(t)
	for _, stack := range []string{"blue", "green", "global"} {
		rig.Rewrite(t, dir, "Pulumi."+stack+".yaml", "tandem:generation: 1", "tandem:generation: 2")
	}
	next := rig.MustRunIn(t, 0, dir, w.home, "up", "--json").Changes(t)
	first := rig.BaseUp(t).Changes(t)
	for _, s := range next.Stacks {
		if want := first.Stack(t, s.Stack).Counts["create"]; s.Counts["create"] != want {
			t.Errorf("the next generation creates %d resources of %s, the first one %d", s.Counts["create"], s.Stack, want)
		}
	}
	if len(next.Status.Findings) > 0 {
		t.Errorf("status of the next generation: %v", next.Status.Findings)
	}
}

// nothingButVaults wants the subscription to hold soft-deleted vaults alone.
func (w *world) nothingButVaults(vaults []string) {
	w.t.Helper()
	for path, version := range map[string]string{
		"/resourceGroups": "2022-09-01",
		"/resources":      "2022-09-01",
		"/providers/Microsoft.Authorization/locks":           "2020-05-01",
		"/providers/Microsoft.Authorization/roleAssignments": "2022-04-01",
		"/providers/Microsoft.Consumption/budgets":           "2023-05-01",
	} {
		if left := w.arm.List(w.arm.Subscription+path, version); len(left) > 0 {
			w.t.Errorf("destroy left under %s: %v", path, left)
		}
	}
	var deleted []string
	for _, v := range w.arm.List(w.arm.Subscription+"/providers/Microsoft.KeyVault/deletedVaults", "2023-02-01") {
		deleted = append(deleted, v["name"].(string))
	}
	slices.Sort(deleted)
	if !slices.Equal(deleted, vaults) {
		w.t.Errorf("soft-deleted vaults %v, want %v", deleted, vaults)
	}
}

// TestDestroyAfterAFailover is refused before anything changes: Azure deletes a
// failover group on its primary only.
func TestDestroyAfterAFailover(t *testing.T) {
	w, _ := newWorld(t, rig.Deployed(t))
	w.arm.Post(w.arm.Subscription+sqlGreen+failover+"/failover", apiSQL, nil)
	w.written()
	refused := rig.MustRun(t, 3, w.home, "destroy")
	for _, want := range []string{"its primary is not blue's server", "fail back to blue first"} {
		if !strings.Contains(refused.Stderr, want) {
			t.Errorf("the refusal does not say %q:\n%s", want, refused.Stderr)
		}
	}
	if ids := w.written(); len(ids) > 0 {
		t.Errorf("the refused destroy wrote to %v", ids)
	}
	w.arm.Post(w.arm.Subscription+sqlBlue+failover+"/failover", apiSQL, nil)
	rig.MustRun(t, 0, w.home, "destroy")
}
