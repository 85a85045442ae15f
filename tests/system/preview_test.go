package system

import (
	"path/filepath"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestPreviewOfAFreshHomeChangesNothing also holds the preview to what a
// deployment then does.
func TestPreviewOfAFreshHomeChangesNothing(t *testing.T) {
	t.Parallel()
	home := rig.Fresh(t)
	arm := rig.Connect(t, rig.Serve(t, home, nil).Env())
	got := rig.MustRun(t, 0, home, "preview", "--json").Changes(t)
	deployed := rig.BaseUp(t).Changes(t)
	for _, stack := range []string{"blue", "green", "global"} {
		want := deployed.Stack(t, stack).Counts["create"]
		if n := got.Stack(t, stack).Counts["create"]; n == 0 || n != want {
			t.Errorf("the preview of %s creates %d resources, the deployment %d", stack, n, want)
		}
	}
	if groups := arm.List(arm.Subscription+"/resourceGroups", "2022-09-01"); len(groups) > 0 {
		t.Errorf("the preview left resource groups: %v", groups)
	}
	left, err := filepath.Glob(filepath.Join(home, "rehearsal-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("the preview left its throw-away copy: %v %v", left, err)
	}
	status := rig.MustRun(t, 0, home, "status", "--json").Status(t)
	if len(status.Findings) != 1 || status.Findings[0] != "nothing is deployed: run tandem up" {
		t.Errorf("status after the preview: %v", status.Findings)
	}
}
