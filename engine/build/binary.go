package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// ErrNoGo is wrapped by errors that say that there is no Go toolchain.
var ErrNoGo = errors.New("no Go toolchain")

// Error is a build that the go command refused.
type Error struct {
	Package string
	Dir     string
	// Output is what the go command wrote: file:line: message.
	Output string
}

// Error says what does not build and shows the compiler's lines.
func (e *Error) Error() string {
	return fmt.Sprintf("%s in %s does not build:\n%s", e.Package, e.Dir, e.Output)
}

// maxOutput bounds the lines of the go command that an error shows.
const maxOutput = 40

// Binary returns the binary that spec describes from the cache, building it
// first if it is not there. progress may be nil.
func Binary(ctx context.Context, spec Spec, cacheDir string, progress Progress) (Built, error) {
	if err := spec.validate(); err != nil {
		return Built{}, err
	}
	tool, err := findGo(ctx, spec)
	if err != nil {
		return Built{}, err
	}
	key, err := Key(spec, tool.identity)
	if err != nil {
		return Built{}, err
	}
	shelf := filepath.Join(cacheDir, "bin", spec.name())
	built := Built{Path: filepath.Join(shelf, key, spec.name()), Key: key, Stages: map[Stage]time.Duration{}}
	if use(built.Path) {
		built.Cached = true
		return built, nil
	}
	if err := os.MkdirAll(filepath.Join(shelf, key), 0o755); err != nil {
		return Built{}, fmt.Errorf("make room in the build cache: %w", err)
	}
	j := job{spec: spec, tool: tool, built: &built, report: progress}
	unlock, err := j.lock(ctx, filepath.Join(shelf, key+".lock"))
	if err != nil {
		return Built{}, err
	}
	defer unlock()
	if use(built.Path) {
		built.Cached = true
		return built, nil
	}
	if err := j.run(ctx); err != nil {
		return Built{}, err
	}
	prune(shelf, key)
	return built, nil
}

// use reports whether the cache holds a binary, and marks it as used.
func use(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now)
	return true
}

// goTool is the go command to build with.
type goTool struct {
	path     string
	identity string
}

// goTools remembers what findGo found: a process asks for several binaries.
var goTools sync.Map

// findGo finds the go command and what tells its builds from another's.
func findGo(ctx context.Context, spec Spec) (goTool, error) {
	asked := strings.Join(append(append(os.Environ(), spec.Env...), spec.Dir), "\x00")
	if found, ok := goTools.Load(asked); ok {
		return found.(goTool), nil
	}
	found, err := lookForGo(ctx, spec)
	if err == nil {
		goTools.Store(asked, found)
	}
	return found, err
}

func lookForGo(ctx context.Context, spec Spec) (goTool, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return goTool{}, fmt.Errorf("%w: building %s needs go on PATH: install Go from https://go.dev/dl/ (version as in %s)",
			ErrNoGo, spec.name(), filepath.Join(spec.Dir, "go.mod"))
	}
	cmd := exec.CommandContext(ctx, path, "env", "GOVERSION", "GOOS", "GOARCH", "CGO_ENABLED", "GOFLAGS", "GOEXPERIMENT")
	cmd.Dir = spec.Dir
	cmd.Env = append(os.Environ(), spec.Env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return goTool{}, fmt.Errorf("%w that works: %s env in %s: %w: %s",
			ErrNoGo, path, spec.Dir, err, strings.TrimSpace(stderr.String()))
	}
	return goTool{path: path, identity: identity(string(out))}, nil
}

// identity leaves out of what go env says the flags that change nothing that a
// binary does: -trimpath, which changes the paths in messages, and -p.
func identity(said string) string {
	var lines []string
	for line := range strings.Lines(said) {
		flags := slices.DeleteFunc(strings.Fields(line), func(flag string) bool { return flag == "-trimpath" || strings.HasPrefix(flag, "-p=") })
		lines = append(lines, strings.Join(flags, " "))
	}
	return strings.Join(lines, "\n") + "\n"
}

// job is one build under way.
type job struct {
	spec   Spec
	tool   goTool
	built  *Built
	report Progress
}

// stage times one part of the build and reports it.
func (j *job) stage(stage Stage, do func() error) error {
	start := time.Now()
	if j.report != nil {
		j.report(stage, 0, false)
	}
	err := do()
	elapsed := time.Since(start)
	j.built.Stages[stage] += elapsed
	if j.report != nil {
		j.report(stage, elapsed, true)
	}
	return err
}

// run downloads what is missing and compiles, then moves the binary in place.
func (j *job) run(ctx context.Context) error {
	dir := filepath.Dir(j.built.Path)
	err := j.stage(Downloading, func() error {
		return j.goCommand(ctx, "list", "-deps", "-f", "{{if .Error}}{{.Error}}{{end}}", j.spec.Package)
	})
	if err != nil {
		return err
	}
	partial := filepath.Join(dir, fmt.Sprintf(".partial-%d", os.Getpid()))
	defer func() { _ = os.Remove(partial) }()
	args := []string{"build", "-buildvcs=false", "-o", partial}
	if j.spec.Ldflags != "" {
		args = append(args, "-ldflags", j.spec.Ldflags)
	}
	err = j.stage(Compiling, func() error {
		return j.goCommand(ctx, append(args, j.spec.Package)...)
	})
	if err != nil {
		return err
	}
	if err := os.Rename(partial, j.built.Path); err != nil {
		return fmt.Errorf("put %s into the build cache: %w", j.spec.name(), err)
	}
	return nil
}

func (j *job) goCommand(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, j.tool.path, args...)
	cmd.Dir = j.spec.Dir
	cmd.Env = append(os.Environ(), j.spec.Env...)
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = nil, &out
	err := cmd.Run()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("build of %s: %w", j.spec.name(), context.Cause(ctx))
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("run go %s: %w", args[0], err)
	}
	return &Error{Package: j.spec.Package, Dir: j.spec.Dir, Output: clip(out.String())}
}

// clip shortens the go command's output to what one can read.
func clip(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	var kept []string
	for _, line := range lines {
		if strings.HasPrefix(line, "go: downloading ") {
			continue
		}
		kept = append(kept, line)
	}
	if len(kept) > maxOutput {
		kept = append(kept[:maxOutput], fmt.Sprintf("... and %d lines more", len(kept)-maxOutput))
	}
	return strings.Join(kept, "\n")
}
