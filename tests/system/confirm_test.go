package system

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

var every = flag.Bool("every", false, "ask and confirm, and let a delete lock go, by the real command, too (takes a minute)")

// TestConfirmedIsWhatIsApplied changes what would be deployed between the question and
// the yes: what was said yes to is not there any more, so nothing is done.
func TestConfirmedIsWhatIsApplied(t *testing.T) {
	if !*every {
		t.Skip("run with -every: ops/system holds the same to it without an engine")
	}
	home, dir := rig.Deployed(t), rig.Copy(t)
	rig.Release(t, dir)
	rig.Serve(t, home, nil)
	_, environ := rig.Azure(t, dir, home)
	cmd := rig.Command(t.Context(), dir, rig.Fresh(t), "up", "--target", "azure", "--stamps", "together")
	cmd.Env = append(cmd.Env, environ...)
	yes, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	asks, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := until(t, asks, "type yes to go on: ")
	rig.Rewrite(t, dir, "Pulumi.green.yaml", "tandem:appInstances: 3", "tandem:appInstances: 4")
	if _, err := io.WriteString(yes, "yes\n"); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(asks)
	if err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the code tells
	r := rig.Result{Stderr: string(rest), Code: cmd.ProcessState.ExitCode()}
	if r.Code != 3 || !strings.Contains(said, "blue: ") {
		t.Errorf("exit code %d, asked:\n%s", r.Code, said)
	}
	requireSaid(t, r, "Pulumi.green.yaml differs", "nothing was changed")
	requireImages(t, home, dir, "0", "0")
}

// until reads up to a text, and returns what came.
func until(t *testing.T, from io.Reader, text string) string {
	t.Helper()
	var said strings.Builder
	in := bufio.NewReaderSize(from, 1) // what follows is left to the caller
	for !strings.HasSuffix(said.String(), text) {
		b, err := in.ReadByte()
		if err != nil {
			t.Fatalf("it does not ask: %v\n%s", err, said.String())
		}
		said.WriteByte(b)
	}
	return said.String()
}

// TestDeleteLockGoesByNameAlone plants a lock that the program does not make, so that
// the plan is to delete it.
func TestDeleteLockGoesByNameAlone(t *testing.T) {
	if !*every {
		t.Skip("run with -every: ops/system holds the same to it without an engine")
	}
	home := rig.Deployed(t)
	arm := rig.Connect(t, rig.Serve(t, home, nil).Env())
	lock := plantLock(t, home)
	arm.Put(lock, "2020-05-01", map[string]any{"properties": map[string]any{"level": "CanNotDelete"}})

	requireSaid(t, rig.MustRun(t, 3, home, "up"), "blue: delete lock: blue-planted-lock", "nothing was changed",
		"--allow-data-change blue-planted-lock", "tandem:protected: false")
	if status, _ := arm.Call("GET", lock, "2020-05-01", nil); status != 200 {
		t.Fatalf("the lock is gone: %d", status)
	}
	rig.MustRun(t, 0, home, "up", "--allow-data-change", "blue-planted-lock")
	if status, _ := arm.Call("GET", lock, "2020-05-01", nil); status != 404 {
		t.Errorf("the lock is still there: %d", status)
	}
}

// plantLock records a copy of a lock under another name, and returns the copy's id.
func plantLock(t *testing.T, home string) string {
	t.Helper()
	file := filepath.Join(home, "backend", ".pulumi", "stacks", "tandem", "blue.json")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var state map[string]any
	if err := json.Unmarshal(raw, &state); err != nil {
		t.Fatal(err)
	}
	latest := state["checkpoint"].(map[string]any)["latest"].(map[string]any)
	for _, r := range latest["resources"].([]any) {
		resource := r.(map[string]any)
		if urn := resource["urn"].(string); strings.HasSuffix(urn, "::blue-sql-lock") {
			text, err := json.Marshal(resource)
			if err != nil {
				t.Fatal(err)
			}
			name := resource["inputs"].(map[string]any)["lockName"].(string)
			var planted map[string]any
			copied := strings.ReplaceAll(strings.ReplaceAll(string(text), "blue-sql-lock", "blue-planted-lock"), name+`"`, name+`-planted"`)
			if err := json.Unmarshal([]byte(copied), &planted); err != nil {
				t.Fatal(err)
			}
			latest["resources"] = append(latest["resources"].([]any), planted)
			if raw, err = json.Marshal(state); err != nil {
				t.Fatal(err)
			}
			overwrite(t, file, raw)
			return planted["id"].(string)
		}
	}
	t.Fatal("no lock is recorded")
	return ""
}
