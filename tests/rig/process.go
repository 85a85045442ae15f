package rig

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Process is a command that runs.
type Process struct {
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
}

// Start starts the tandem command without waiting for it. It is killed with
// everything that it started, unless it has ended before the test does.
func Start(t testing.TB, home string, args ...string) *Process {
	t.Helper()
	return StartWith(t, workDir, home, nil, args...)
}

// StartWith is Start in another checkout, with variables on top of the test's own.
func StartWith(t testing.TB, dir, home string, environ []string, args ...string) *Process {
	t.Helper()
	cmd := Command(context.Background(), dir, home, args...)
	cmd.Env = append(cmd.Env, environ...)
	p, err := start(cmd)
	if err != nil {
		t.Fatalf("tandem %v: %v", args, err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.Kill()
			p.Wait(t)
		}
	})
	return p
}

func start(cmd *exec.Cmd) (*Process, error) {
	p := &Process{cmd: cmd}
	cmd.Stdout, cmd.Stderr = &p.stdout, &p.stderr
	return p, cmd.Start()
}

// StartSandbox starts `tandem sandbox serve` and returns when it serves.
func StartSandbox(t testing.TB, home string) *Process {
	t.Helper()
	cmd := Command(context.Background(), workDir, home, "sandbox", "serve")
	p := &Process{cmd: cmd}
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			p.Kill()
			p.Wait(t)
		}
	})
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		p.stderr.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), " serves at ") {
			return p
		}
	}
	t.Fatalf("tandem sandbox serve ended with code %d:\n%s", p.Wait(t).Code, &p.stderr)
	return nil
}

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Wait waits for the command to end. The code of a killed command is -1.
func (p *Process) Wait(t testing.TB) Result {
	t.Helper()
	r, err := p.wait()
	if err != nil {
		t.Fatalf("%v: %v", p.cmd.Args, err)
	}
	return r
}

func (p *Process) wait() (Result, error) {
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = nil
	}
	return Result{Stdout: p.stdout.String(), Stderr: p.stderr.String(), Code: p.cmd.ProcessState.ExitCode()}, err
}

// Interrupt sends the command the signal of a Ctrl-C.
func (p *Process) Interrupt() error { return p.cmd.Process.Signal(os.Interrupt) }

// Kill ends the command and all that it started with SIGKILL. All of them are
// stopped first, so that none does or starts anything while others are ended.
// What has ended already is no fault.
func (p *Process) Kill() {
	tree := stopTree(p.PID(), nil)
	for _, pid := range tree {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

func stopTree(pid int, tree []int) []int {
	_ = syscall.Kill(pid, syscall.SIGSTOP)
	tree = append(tree, pid)
	for _, child := range children(pid) {
		tree = stopTree(child, tree)
	}
	return tree
}

// children lists the processes that a process started, from /proc.
func children(pid int) []int {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	var found []int
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		// The fields after the command in parentheses: state, parent.
		fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			if child, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
				found = append(found, child)
			}
		}
	}
	return found
}

// Using lists the processes that run with a home, as "number command".
func Using(t testing.TB, home string) []string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, file := range files {
		environ, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(environ, []byte("TANDEM_HOME="+home+"\x00")) {
			continue
		}
		dir := filepath.Dir(file)
		if command, err := os.ReadFile(filepath.Join(dir, "cmdline")); err == nil && len(command) > 0 {
			found = append(found, fmt.Sprintf("%s %s", filepath.Base(dir), bytes.ReplaceAll(command, []byte{0}, []byte(" "))))
		}
	}
	return found
}
