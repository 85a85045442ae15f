package pulumi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// StackInfo is what the backend knows of a stack.
type StackInfo struct {
	Name       string    `json:"name"`
	LastUpdate time.Time `json:"lastUpdate"`
	Resources  int       `json:"resourceCount"`
}

// ListStacks returns the stacks of the project that the backend holds.
func (w *Workspace) ListStacks(ctx context.Context) ([]StackInfo, error) {
	out, err := w.output(ctx, "stack", "ls", "--json")
	if err != nil {
		return nil, err
	}
	var stacks []StackInfo
	if err := json.Unmarshal(out, &stacks); err != nil {
		return nil, fmt.Errorf("read the list of stacks: %w", err)
	}
	return stacks, nil
}

// making lets a process make one stack after the other, so that the first one's
// secrets settings serve the others of its home. Two processes that make stacks of a
// fresh home at the same time may give them different keys, which costs time and
// nothing else.
var making sync.Mutex

// EnsureStack makes the stack in the backend if it does not exist.
func (w *Workspace) EnsureStack(ctx context.Context, stack string) error {
	if err := w.prepare(); err != nil {
		return err
	}
	if w.fileBackend() {
		making.Lock()
		defer making.Unlock()
		if _, err := stateFile(w.Home, stack); !errors.Is(err, ErrNoStack) {
			return err
		}
	}
	if _, err := w.syncStack(stack); err != nil {
		return err
	}
	args := []string{"stack", "init", stack, "--no-select"}
	if w.fileBackend() {
		if begun, err := w.begin(stack); begun || err != nil {
			return err
		}
		if w.keyService() {
			args = append(args, "--secrets-provider", homeProvider)
		}
	} else {
		exists, provider, err := w.elsewhere(ctx, stack)
		if exists || err != nil {
			return err
		}
		if provider != "" {
			args = append(args, "--secrets-provider", provider)
		}
	}
	_, err := w.output(ctx, args...)
	if err != nil && strings.Contains(err.Error(), "already exists") {
		return nil
	}
	return err
}

// begin makes a further stack of a home: the CLI has made the backend and the key
// with the first one, and would take half a second to write this empty state. It
// reports false where that is still to do. A state that another process has put
// there meanwhile stays.
func (w *Workspace) begin(stack string) (begun bool, err error) {
	copied, err := readSecretSettings(filepath.Join(w.stacksDir(), stackFile(stack)))
	if err != nil || !copied.complete() {
		return false, err
	}
	project, err := w.project()
	if err != nil {
		return false, err
	}
	folder := filepath.Join(w.Home, "backend", ".pulumi", "stacks", project)
	if _, err := os.Stat(folder); err != nil {
		return false, nil
	}
	content, err := checkpointOf(project, stack, emptyExport)
	if err != nil {
		return false, err
	}
	draft := filepath.Join(folder, fmt.Sprintf("%s.json.%d.tmp", stack, os.Getpid()))
	if err := os.WriteFile(draft, content, secretFile); err != nil {
		return false, fmt.Errorf("make stack %s: %w", stack, err)
	}
	defer func() { _ = os.Remove(draft) }()
	err = os.Link(draft, filepath.Join(folder, stack+".json"))
	return err == nil || errors.Is(err, os.ErrExist), nil
}

// emptyExport is what the CLI exports of a stack that was never deployed.
var emptyExport = fmt.Appendf(nil, `{"version":%d}`, checkpointVersion)

// Export returns the stack's deployment, with secrets encrypted. Where the state lies
// in the home, the CLI need not run for it.
func (w *Workspace) Export(ctx context.Context, stack string) (*Deployment, error) {
	if w.fileBackend() {
		return Recorded(w.Home, stack)
	}
	out, err := w.output(ctx, "stack", "export", "--stack", stack)
	if err != nil {
		return nil, err
	}
	var exported struct {
		Version    int        `json:"version"`
		Deployment Deployment `json:"deployment"`
	}
	if err := json.Unmarshal(out, &exported); err != nil {
		return nil, fmt.Errorf("read the export of stack %s: %w", stack, err)
	}
	return &exported.Deployment, nil
}

// Deployment is a stack's recorded state.
type Deployment struct {
	Resources         []Resource         `json:"resources"`
	PendingOperations []PendingOperation `json:"pending_operations"`

	// raw is the state as it was read; nil for one that was made here.
	raw json.RawMessage
}

// Resource is a recorded resource.
type Resource struct {
	URN          string         `json:"urn"`
	Type         string         `json:"type"`
	ID           string         `json:"id"`
	Custom       bool           `json:"custom"`
	External     bool           `json:"external"`
	Protect      bool           `json:"protect"`
	Parent       string         `json:"parent"`
	Provider     string         `json:"provider"`
	Inputs       map[string]any `json:"inputs"`
	Outputs      map[string]any `json:"outputs"`
	Dependencies []string       `json:"dependencies"`
	InitErrors   []string       `json:"initErrors"`
}

// PendingOperation is an operation whose end was not recorded.
type PendingOperation struct {
	Resource Resource `json:"resource"`
	Type     string   `json:"type"`
}

// Outputs returns the stack's outputs as JSON values by name; secret ones are
// masked unless they are asked for.
func (w *Workspace) Outputs(ctx context.Context, stack string, showSecrets bool) (map[string]json.RawMessage, error) {
	args := []string{"stack", "output", "--json", "--stack", stack}
	if showSecrets {
		args = append(args, "--show-secrets")
	}
	out, err := w.output(ctx, args...)
	if err != nil {
		return nil, err
	}
	outputs := map[string]json.RawMessage{}
	if err := json.Unmarshal(out, &outputs); err != nil {
		return nil, fmt.Errorf("read the outputs of stack %s: %w", stack, err)
	}
	return outputs, nil
}

// Unprotect lifts the protection of all resources of the stack and returns the
// URNs of those that had it.
func (w *Workspace) Unprotect(ctx context.Context, stack string) ([]string, error) {
	deployment, err := w.Export(ctx, stack)
	if err != nil {
		return nil, err
	}
	var lifted []string
	for _, resource := range deployment.Resources {
		if resource.Protect {
			lifted = append(lifted, resource.URN)
		}
	}
	if len(lifted) == 0 {
		return nil, nil
	}
	if _, err := w.unlock(stack); err != nil {
		return nil, err
	}
	if _, err := w.output(ctx, "state", "unprotect", "--all", "--yes", "--stack", stack); err != nil {
		return nil, err
	}
	return lifted, nil
}

// Remove removes an empty stack and the home's copy of its file.
func (w *Workspace) Remove(ctx context.Context, stack string) error {
	if _, err := w.unlock(stack); err != nil {
		return err
	}
	if _, err := w.output(ctx, "stack", "rm", "--stack", stack, "--yes", "--preserve-config"); err != nil {
		return err
	}
	err := os.Remove(filepath.Join(w.stacksDir(), stackFile(stack)))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the copy of %s: %w", stackFile(stack), err)
	}
	return nil
}
