package pulumi

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Recorded returns the state of a stack from the file backend of a home
// without running the CLI. It fails with ErrNoStack if there is none.
func Recorded(home, stack string) (*Deployment, error) {
	file, err := stateFile(home, stack)
	if err != nil {
		return nil, err
	}
	d, err := readCheckpoint(file)
	if err != nil {
		return nil, fmt.Errorf("stack %s: %w", stack, err)
	}
	return d, nil
}

// exported is what the CLI's export says of a stack, from the home where the
// state lies there.
func (w *Workspace) exported(ctx context.Context, stack string) ([]byte, error) {
	if !w.fileBackend() {
		return w.output(ctx, "stack", "export", "--stack", stack)
	}
	file, err := stateFile(w.Home, stack)
	if err != nil {
		return nil, err
	}
	latest, err := readLatest[json.RawMessage](file)
	if err != nil {
		return nil, fmt.Errorf("stack %s: %w", stack, err)
	}
	if latest == nil {
		latest = &json.RawMessage{'{', '}'}
	}
	return json.Marshal(map[string]any{"version": checkpointVersion, "deployment": latest})
}

// readCheckpoint reads a file of state; that of a stack which was never deployed is
// empty.
func readCheckpoint(file string) (*Deployment, error) {
	d, err := readLatest[Deployment](file)
	if d == nil && err == nil {
		d = &Deployment{}
	}
	return d, err
}

// readLatest reads the deployment in a file of state, nil for a stack that was never
// deployed.
func readLatest[T any](file string) (*T, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the state: %w", err)
	}
	var checkpoint struct {
		Version    int `json:"version"`
		Checkpoint struct {
			Latest *T `json:"latest"`
		} `json:"checkpoint"`
	}
	err = json.Unmarshal(content, &checkpoint)
	if v := checkpoint.Version; v != checkpointVersion && (v != 0 || err == nil) {
		return nil, fmt.Errorf("the state in %s has format %d, and %d is what can be read here: "+
			"use the version of tandem that wrote it", file, v, checkpointVersion)
	}
	if err != nil {
		return nil, fmt.Errorf("read the state in %s: %w", file, err)
	}
	return checkpoint.Checkpoint.Latest, nil
}

// checkpointVersion is the format of the file backend's state.
const checkpointVersion = 3

func stateFile(home, stack string) (string, error) {
	files, err := filesIn(home, "backend/.pulumi/stacks/*/"+stack+".json")
	if err != nil {
		return "", fmt.Errorf("look for the state of stack %s: %w", stack, err)
	}
	if len(files) == 0 {
		return "", fmt.Errorf("%w as %s in %s", ErrNoStack, stack, home)
	}
	if len(files) > 1 {
		return "", fmt.Errorf("several projects have a stack %s: %s", stack, strings.Join(files, ", "))
	}
	return files[0], nil
}

// filesIn lists the files under a folder that match a pattern. The folder is no part
// of it: whoever calls a folder "[work]" means that.
func filesIn(dir, pattern string) ([]string, error) {
	files, err := fs.Glob(os.DirFS(dir), pattern)
	for i, file := range files {
		files[i] = filepath.Join(dir, filepath.FromSlash(file))
	}
	return files, err
}
