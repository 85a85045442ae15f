package env

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestTwentyBesideEachOther brings up twenty environments in one sandbox, four at a
// time, lets a third of them expire, and reaps: the others are compared resource by
// resource.
func TestTwentyBesideEachOther(t *testing.T) {
	if !*every {
		t.Skip("takes minutes: run it with -every")
	}
	w := newWorld(t)
	empty := rig.Inventory(t, w.s)
	var names []string
	for i := range 20 {
		names = append(names, fmt.Sprintf("n%02d", i))
	}
	began := time.Now()
	var g errgroup.Group
	g.SetLimit(4)
	for _, name := range names {
		g.Go(func() error {
			c := whole(t, name, rig.Run(t, w.home, "env", "up", name, "--json", "--owner", "mona"))
			t.Logf("env up %s: %.1f s", name, c.Seconds)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("twenty up, four at a time: %.1f s", time.Since(began).Seconds())
	for _, name := range names[1:] {
		w.same(names[0], name)
	}

	var expired, others []string
	for i, name := range names {
		if i%3 == 0 {
			expired = append(expired, name)
		} else {
			others = append(others, name)
		}
	}
	w.expire(expired...)
	before := documents(w, others)
	began = time.Now()
	done := w.reap(0, "--execute", "--parallel", "4")
	t.Logf("%d of twenty reaped, four at a time: %.1f s", len(expired), time.Since(began).Seconds())
	for _, name := range expired {
		if done[name].Result != "gone" {
			t.Errorf("reap says of %s: %+v", name, done[name])
		}
		w.gone(name)
	}
	after := documents(w, others)
	if len(before) < 200*len(others) {
		t.Errorf("only %d documents were compared", len(before))
	}
	for _, id := range slices.Sorted(maps.Keys(before)) {
		if !reflect.DeepEqual(before[id], after[id]) {
			t.Errorf("reap changed %s", id)
		}
	}
	for _, write := range w.written() {
		if slices.ContainsFunc(others, func(name string) bool { return belongs(write, name) }) {
			t.Errorf("reap wrote %s", write)
		}
	}
	if listed := w.list(); len(listed) != len(others) {
		t.Errorf("%d environments are listed, want %d", len(listed), len(others))
	}
	w.expire(others...)
	if err := os.RemoveAll(filepath.Join(w.home, "environments")); err != nil { // by Azure's own account it is faster
		t.Fatal(err)
	}
	w.reap(0, "--execute", "--parallel", "4")
	if left := difference(rig.Inventory(t, w.s), empty); len(left) > 0 {
		t.Errorf("twenty environments came and went; what differs:\n%s", strings.Join(left, "\n"))
	}
}

// documents reads every resource of environments, as far as ARM lists it.
func documents(w *world, names []string) map[string]any {
	all := map[string]any{}
	for _, name := range names {
		for _, stamp := range []string{"blue", "green", "global"} {
			id := w.arm.Subscription + group(name, stamp)
			all[id] = w.arm.Get(id, apiGroups)
			for _, r := range w.arm.List(id+"/resources", apiGroups) {
				all[r["id"].(string)] = r
			}
		}
		for _, id := range w.of(name) {
			all[id] = true // what is not listed above exists, at least
		}
	}
	return all
}
