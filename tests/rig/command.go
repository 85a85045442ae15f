package rig

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/tandem-platform/tandem/tests/sources"
)

// Result is what a command said and how it ended.
type Result struct {
	Stdout, Stderr string
	Code           int
}

// Run runs the tandem command with a home of its own, in [Work], and waits for it.
func Run(t testing.TB, home string, args ...string) Result {
	t.Helper()
	return RunIn(t, workDir, home, args...)
}

// RunIn runs the command in another checkout: a copy with edited files.
func RunIn(t testing.TB, dir, home string, args ...string) Result {
	t.Helper()
	r, err := run(t.Context(), dir, home, args...)
	if err != nil {
		t.Fatalf("tandem %v: %v", args, err)
	}
	return r
}

// MustRun is Run and fails the test unless the command ends with code.
func MustRun(t testing.TB, code int, home string, args ...string) Result {
	t.Helper()
	return MustRunIn(t, code, workDir, home, args...)
}

// MustRunWith is MustRun with variables on top of the test's own.
func MustRunWith(t testing.TB, code int, home string, environ []string, args ...string) Result {
	t.Helper()
	return MustRunInWith(t, code, workDir, home, environ, args...)
}

// MustRunInWith is MustRunWith in another checkout.
func MustRunInWith(t testing.TB, code int, dir, home string, environ []string, args ...string) Result {
	t.Helper()
	r := StartWith(t, dir, home, environ, args...).Wait(t)
	if r.Code != code {
		t.Fatalf("tandem %v: exit code %d, want %d\nstdout:\n%s\nstderr:\n%s", args, r.Code, code, r.Stdout, r.Stderr)
	}
	return r
}

// MustRunIn is RunIn and fails the test unless the command ends with code.
func MustRunIn(t testing.TB, code int, dir, home string, args ...string) Result {
	t.Helper()
	return MustRunInWith(t, code, dir, home, nil, args...)
}

// JSON decodes the command's answer.
func (r Result) JSON(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.Stdout), into); err != nil {
		t.Fatalf("the answer is no JSON: %v\n%s\nstderr:\n%s", err, r.Stdout, r.Stderr)
	}
}

// Command prepares the tandem command without starting it.
func Command(ctx context.Context, dir, home string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TANDEM_HOME="+home)
	return cmd
}

func run(ctx context.Context, dir, home string, args ...string) (Result, error) {
	p, err := start(Command(ctx, dir, home, args...))
	if err != nil {
		return Result{}, err
	}
	return p.wait()
}

// Checkout is the root of the module under test.
func Checkout(t testing.TB) string {
	t.Helper()
	sources.Watch(t)
	dir, err := sources.Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Binary is the path of the command under test.
func Binary() string { return binary }
