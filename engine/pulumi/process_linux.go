package pulumi

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// separate puts the command into its own process group and has the system
// kill it when this process is killed: what it leaves behind is settled by
// the next run.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// clockTicks is the unit of start times in /proc, the same on all Linux ports
// of Go.
const clockTicks = 100

// processFields returns the fields of /proc/PID/stat from the third on: the
// second is the command in parentheses, which may hold spaces.
func processFields(pid int) []string {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	return strings.Fields(string(stat[bytes.LastIndex(stat, []byte(") "))+1:]))
}

// Where the state (field 3) and the start time (field 22) stand in these.
const (
	stateField = 0
	startField = 19
)

// processEnded reports whether a process has ended and only waits for its
// parent to take note.
func processEnded(pid int) bool {
	fields := processFields(pid)
	return len(fields) > stateField && (fields[stateField] == "Z" || fields[stateField] == "X")
}

// processStarted reads a process's start time from /proc.
func processStarted(pid int) (time.Time, bool) {
	fields := processFields(pid)
	if len(fields) <= startField {
		return time.Time{}, false
	}
	ticks, err := strconv.ParseInt(fields[startField], 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	booted, ok := bootTime()
	if !ok {
		return time.Time{}, false
	}
	return booted.Add(time.Duration(ticks) * time.Second / clockTicks), true
}

func bootTime() (time.Time, bool) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return time.Time{}, false
	}
	for line := range bytes.Lines(stat) {
		rest, ok := bytes.CutPrefix(line, []byte("btime "))
		if !ok {
			continue
		}
		seconds, err := strconv.ParseInt(string(bytes.TrimSpace(rest)), 10, 64)
		return time.Unix(seconds, 0), err == nil
	}
	return time.Time{}, false
}
