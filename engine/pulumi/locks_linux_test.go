package pulumi_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// processByID tells waitid that it is given a process's number.
const processByID = 1

// A process that was killed keeps its number until its parent takes note,
// which for an orphan in a container may be never.
func TestLockOfAProcessThatEndedUnnoticed(t *testing.T) {
	cmd := exec.Command("true")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, processByID, uintptr(cmd.Process.Pid), 0,
		syscall.WEXITED|syscall.WNOWAIT, 0, 0)
	if errno != 0 {
		t.Fatal(errno)
	}
	here, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	f := newFake(t)
	f.state("blue", "{}")
	f.write(filepath.Join(f.Home, "backend", ".pulumi", "locks", "organization", "tandem", "blue", "x.json"),
		lockFile(cmd.Process.Pid, here, time.Now()))
	done, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{})
	if err != nil || len(done) != 1 || done[0].Kind != "lock" {
		t.Errorf("done %+v, error %v, want the lock removed", done, err)
	}
}
