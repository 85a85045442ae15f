package recovery

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// The variables by which the test binary becomes a sandbox that dies: the home
// to serve, and the number of the write after whose commit, and before whose
// answer, it kills itself.
const (
	envServe = "RECOVERY_SERVE_HOME"
	envDieAt = "RECOVERY_DIE_AT_WRITE"
)

// acknowledged is the file in which the dying sandbox notes what it committed.
const acknowledged = "acknowledged"

// serveAndDie serves a home's sandbox until the chosen write.
func serveAndDie(home, at string) error {
	last, err := strconv.Atoi(at)
	if err != nil {
		return err
	}
	notes, err := os.OpenFile(filepath.Join(home, acknowledged), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	made := 0
	_, _, err = rig.ServeUntil(home, func(w sandbox.Write) {
		if w.Phase == sandbox.Before {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if made++; made == last {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		if _, err := fmt.Fprintln(notes, w.Method, w.ID); err != nil {
			panic(err)
		}
	})
	if err != nil {
		return err
	}
	fmt.Println("ready")
	select {}
}

// sandboxKilled kills the sandbox at a write in the middle of a deployment: the
// command fails, and the next sandbox starts.
func sandboxKilled(t *testing.T, home string) {
	dying := dyingSandbox(t, home, 60)
	r := rig.Run(t, home, "up")
	if err := dying.Wait(); err == nil || dying.ProcessState.ExitCode() != -1 {
		t.Fatalf("the sandbox was not killed: %v", err)
	}
	t.Logf("up without its sandbox: exit code %d\n%s", r.Code, r.Stderr)
	if r.Code != 1 {
		t.Errorf("up without its sandbox ended with exit code %d", r.Code)
	}
	serving := rig.StartSandbox(t, home)
	if err := serving.Interrupt(); err != nil {
		t.Fatal(err)
	}
	if r := serving.Wait(t); r.Code != 0 {
		t.Errorf("sandbox serve ended with exit code %d\n%s", r.Code, r.Stderr)
	}
}

// dyingSandbox starts the sandbox that kills itself.
func dyingSandbox(t *testing.T, home string, at int) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), envServe+"="+home, envDieAt+"="+strconv.Itoa(at))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the sandbox did not start: %q, %v", line, err)
	}
	return cmd
}

// kept requires that everything that was acknowledged exists.
func kept(t *testing.T, home string, s *sandbox.Sandbox) {
	raw, err := os.ReadFile(filepath.Join(home, acknowledged))
	if err != nil {
		t.Fatal(err)
	}
	exists := map[string]bool{}
	for _, id := range s.Resources() {
		exists[strings.ToLower(id)] = true
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if len(lines) != 59 {
		t.Errorf("%d writes were acknowledged, want 59", len(lines))
	}
	for _, line := range lines {
		if id, put := strings.CutPrefix(line, "PUT "); put && !exists[strings.ToLower(id)] {
			t.Errorf("acknowledged and lost: %s", id)
		}
	}
}
