package env

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestTargetAzure brings an environment up by --target azure, whose endpoints,
// credentials and state backend lead to a served sandbox, and lets it expire: another
// machine, which has nothing but that backend, reaps it.
func TestTargetAzure(t *testing.T) {
	if !*every {
		t.Skip("run with -every: it takes a minute")
	}
	w := newWorld(t)
	empty := rig.Inventory(t, w.s)
	environ := rig.Entries(rig.Environment(t, rig.Work(), w.home))
	azure := func(code int, home string, args ...string) rig.Result {
		t.Helper()
		return rig.MustRunWith(t, code, home, environ, append(append([]string{"env"}, args...), "--target", "azure")...)
	}
	one, two := rig.Fresh(t), rig.Fresh(t)
	up := []string{"up", "z1", "--json", "--owner", "mona", "--image", "registry.example/tandem/app@sha256:" + strings.Repeat("2", 64)}

	r := azure(2, one, up...)
	if !strings.Contains(r.Stderr, "deploy test environment z1 to Azure? type yes to go on: ") || !strings.Contains(r.Stderr, "not confirmed; nothing was changed") {
		t.Errorf("without --yes:\n%s", r.Stderr)
	}
	if left := difference(rig.Inventory(t, w.s), empty); len(left) > 0 {
		t.Errorf("without a yes it has made %v", left)
	}
	w.written()
	whole(t, "z1", azure(0, one, append(up, "--yes")...))
	claimed := slices.DeleteFunc(w.written(), func(write string) bool { return !strings.Contains(write, "/deployments/lease.tandem.z1.") })
	if len(claimed) != 2 || !strings.HasPrefix(claimed[0], http.MethodPut) || !strings.HasPrefix(claimed[1], http.MethodDelete) {
		t.Errorf("the claim of the up is %v", claimed)
	}
	stacks := func() []string {
		files, err := filepath.Glob(filepath.Join(w.home, "backend", ".pulumi", "stacks", "*", "env-z1.json"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	if len(stacks()) != 1 {
		t.Errorf("the backend has the state in %v", stacks())
	}
	if _, err := os.Stat(filepath.Join(one, "environments")); !os.IsNotExist(err) {
		t.Errorf("what belongs to Azure lies among what belongs to the sandbox: %v", err)
	}

	w.expire("z1")
	done := environments(t, azure(0, two, "reap", "--execute", "--json"))["z1"]
	if done.Result != "gone" || done.Orphan {
		t.Errorf("reap on another machine says %+v", done)
	}
	w.gone("z1")
	if left := difference(rig.Inventory(t, w.s), empty); len(left) > 0 {
		t.Errorf("what differs:\n%s", strings.Join(left, "\n"))
	}
	if len(stacks()) > 0 {
		t.Errorf("the backend still has %v", stacks())
	}
}
