//go:build unix && !linux

package pulumi

import (
	"os/exec"
	"syscall"
	"time"
)

// separate puts the command into its own process group.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// processStarted is not known without the system's help.
func processStarted(int) (time.Time, bool) { return time.Time{}, false }

// processEnded is not known without the system's help.
func processEnded(int) bool { return false }
