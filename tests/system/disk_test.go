package system

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// room is what is left on the small disk beside the state, most of it for the
// certificates that the sandbox lays beside it.
const room = 512 << 10

// TestFullDiskKeepsTheLastAcknowledgedWrite fills the disk on which the sandbox
// keeps its state, while that is served, and makes room again.
func TestFullDiskKeepsTheLastAcknowledgedWrite(t *testing.T) {
	home := rig.Deployed(t)
	state := filepath.Join(home, "sandbox", "state.db")
	content := read(t, state)
	resize := mountDisk(t, filepath.Dir(state), len(content)+room)
	write(t, state, content)

	served := serve(t, home)
	arm := rig.Connect(t, served.env)
	acknowledged := 0
	for {
		status, doc := arm.Call(http.MethodPut, fmt.Sprintf("%s/resourceGroups/filler-%d", arm.Subscription, acknowledged), "2022-09-01",
			map[string]any{"location": "westeurope", "tags": map[string]any{"filler": strings.Repeat("x", 200)}})
		if status >= 300 {
			if told := fmt.Sprint(doc); status != http.StatusInternalServerError || !strings.Contains(told, "make room on the disk") {
				t.Errorf("a write without room is answered by %d %s", status, told)
			}
			break
		}
		acknowledged++
	}
	rig.MustRun(t, 0, home, "status")

	served.stop(os.Interrupt)
	resize(len(content) + 64<<20)
	again := rig.Connect(t, serve(t, home).env)
	groups := map[any]bool{}
	for _, g := range again.List(again.Subscription+"/resourceGroups", "2022-09-01") {
		groups[g["name"]] = true
	}
	for i := range acknowledged {
		if name := fmt.Sprintf("filler-%d", i); !groups[name] {
			t.Errorf("%s was acknowledged and is lost", name)
		}
	}
	if acknowledged == 0 {
		t.Error("not one write was acknowledged")
	}
	again.Put(again.Subscription+"/resourceGroups/filler-last", "2022-09-01", map[string]any{"location": "westeurope"})
}

// mountDisk puts a small disk in a folder's place, and returns what resizes
// it. Where that is not permitted, the test is skipped.
func mountDisk(t *testing.T, dir string, size int) (resize func(size int)) {
	t.Helper()
	mount := func(options string) error {
		out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput()
		if err != nil {
			return fmt.Errorf("mount a disk: %w: %s", err, out)
		}
		return nil
	}
	if err := mount(fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount %s: %v: %s", dir, err, out)
		}
	})
	return func(size int) {
		if err := mount(fmt.Sprintf("remount,size=%d", size)); err != nil {
			t.Fatal(err)
		}
	}
}
