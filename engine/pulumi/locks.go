package pulumi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// lock is the CLI's lock file in a file backend.
type lock struct {
	PID       int       `json:"pid"`
	User      string    `json:"username"`
	Host      string    `json:"hostname"`
	Timestamp time.Time `json:"timestamp"`

	path string
}

func parseLock(path string, content []byte) (lock, error) {
	l := lock{path: path}
	if err := json.Unmarshal(content, &l); err != nil {
		return l, fmt.Errorf("read the lock %s: %w", path, err)
	}
	if l.PID <= 0 || l.Host == "" {
		return l, fmt.Errorf("the lock %s names no process", path)
	}
	return l, nil
}

// String names the holder.
func (l lock) String() string {
	return fmt.Sprintf("process %d of %s on %s, since %s", l.PID, l.User, l.Host, l.Timestamp.Local().Format(time.DateTime))
}

// machine is what decides whether a lock's holder is alive.
type machine struct {
	host string
	// alive reports whether a process with this number exists.
	alive func(pid int) bool
	// started returns when it began; false where the system does not tell.
	started func(pid int) (time.Time, bool)
}

func thisMachine() (machine, error) {
	host, err := os.Hostname()
	if err != nil {
		return machine{}, fmt.Errorf("find this host's name: %w", err)
	}
	return machine{host: host, alive: processAlive, started: processStarted}, nil
}

// startSlack is how much earlier than its process a lock may seem to be,
// because clocks and start times are read with different precision.
const startSlack = 2 * time.Second

// stale reports whether the holder of a lock is certainly gone: it was on this
// host, and no process has its number, or one that began after the lock was
// made. The lock of another host is never stale.
func (m machine) stale(l lock) bool {
	if l.Host != m.host {
		return false
	}
	if !m.alive(l.PID) {
		return true
	}
	started, known := m.started(l.PID)
	return known && started.After(l.Timestamp.Add(startSlack))
}

// processAlive reports whether a process runs. One that has ended but that its
// parent has not taken note of does not.
func processAlive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return (err == nil || errors.Is(err, syscall.EPERM)) && !processEnded(pid)
}

// unlock removes the stack's stale locks where locks lie in the home.
func (w *Workspace) unlock(stack string) ([]Recovered, error) {
	if !w.fileBackend() {
		return nil, nil
	}
	return w.clearLocks(stack)
}

// Interrupted reports whether a run has left something to settle in a stack: a
// lock, whoever holds it, or an operation of which it is not recorded how it
// ended. The next run that changes the stack settles it.
func (w *Workspace) Interrupted(ctx context.Context, stack string) (bool, error) {
	if w.fileBackend() {
		files, err := w.locks(stack)
		if err != nil || len(files) > 0 {
			return len(files) > 0, err
		}
	}
	state, err := w.Export(ctx, stack)
	if errors.Is(err, ErrNoStack) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return len(state.PendingOperations) > 0, nil
}

// locks lists the files of a stack's locks.
func (w *Workspace) locks(stack string) ([]string, error) {
	files, err := filesIn(w.Home, "backend/.pulumi/locks/*/*/"+stack+"/*.json")
	if err != nil {
		return nil, fmt.Errorf("look for locks of stack %s: %w", stack, err)
	}
	return files, nil
}

// clearLocks removes the stack's locks whose holders are gone, and fails on
// one whose holder may live.
func (w *Workspace) clearLocks(stack string) ([]Recovered, error) {
	here, err := thisMachine()
	if err != nil {
		return nil, err
	}
	files, err := w.locks(stack)
	if err != nil {
		return nil, err
	}
	var recovered []Recovered
	for _, file := range files {
		l, err := here.abandoned(stack, file)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return recovered, err
		}
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return recovered, fmt.Errorf("remove the stale lock of stack %s: %w", stack, err)
		}
		recovered = append(recovered, Recovered{Kind: "lock",
			Detail: fmt.Sprintf("removed the lock of %s, which has ended", l)})
	}
	if len(recovered) > 0 {
		return recovered, w.sweep(stack)
	}
	return nil, nil
}

// abandoned reads a lock. It fails if the lock's holder may live.
func (m machine) abandoned(stack, file string) (lock, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return lock{}, fmt.Errorf("read a lock of stack %s: %w", stack, err)
	}
	l, err := parseLock(file, content)
	if err != nil {
		return l, fmt.Errorf("%w (%w): if nothing works on stack %s, remove the file", ErrLocked, err, stack)
	}
	if !m.stale(l) {
		return l, fmt.Errorf("%w: stack %s is held by %s: wait for it to end; "+
			"if it is gone for certain, remove %s", ErrLocked, stack, l, file)
	}
	return l, nil
}

// Held fails with [ErrLocked] if somebody who may live works on the stack, as far as
// that can be seen: locks in a backend elsewhere show only to who wants one.
func (w *Workspace) Held(stack string) error {
	if !w.fileBackend() {
		return nil
	}
	here, err := thisMachine()
	if err != nil {
		return err
	}
	files, err := w.locks(stack)
	for _, file := range files {
		if _, err := here.abandoned(stack, file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return err
}

// sweep removes what a killed CLI has left beside a stack's state: drafts that
// it had no time to put in place.
func (w *Workspace) sweep(stack string) error {
	files, err := filesIn(w.Home, "backend/.pulumi/stacks/*/"+stack+".json*.tmp")
	if err != nil {
		return fmt.Errorf("look for drafts of stack %s: %w", stack, err)
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove a draft of stack %s: %w", stack, err)
		}
	}
	return nil
}
