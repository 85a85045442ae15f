package pulumi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// CopyState returns a workspace like this one on a copy of the recorded states of
// stacks, wherever they lie, under another home, which the caller removes. It is for
// previews: the cloud behind it is the same. The copy bears nobody's locks, and its
// secrets stay encrypted as they are.
func (w *Workspace) CopyState(ctx context.Context, home string, stacks ...string) (*Workspace, error) {
	if err := w.prepare(); err != nil {
		return nil, err
	}
	plugins, err := filepath.Abs(filepath.Join(w.Home, "pulumi"))
	if err != nil {
		return nil, fmt.Errorf("find the home %s: %w", w.Home, err)
	}
	var copied *Workspace
	if w.fileBackend() {
		if copied, err = w.Clone(home); err != nil {
			return nil, err
		}
		if err := os.RemoveAll(filepath.Join(home, "backend", ".pulumi", "locks")); err != nil {
			return nil, fmt.Errorf("copy the state: %w", err)
		}
	} else if copied, err = w.download(ctx, home, stacks); err != nil {
		return nil, err
	}
	env := map[string]string{"PULUMI_HOME": plugins}
	maps.Copy(env, copied.Env)
	copied.Env = env
	return copied, nil
}

// download makes a file backend of what the CLI exports of stacks. Those that do not
// exist are left out.
func (w *Workspace) download(ctx context.Context, home string, stacks []string) (*Workspace, error) {
	project, err := w.project()
	if err != nil {
		return nil, err
	}
	backend := filepath.Join(home, "backend")
	folder := filepath.Join(backend, ".pulumi", "stacks", project)
	if err := os.MkdirAll(folder, secretDir); err != nil {
		return nil, fmt.Errorf("copy the state: %w", err)
	}
	// Without it, the CLI takes the folder for one of the time before projects.
	if err := os.WriteFile(filepath.Join(backend, ".pulumi", "meta.yaml"), []byte("version: 1\n"), secretFile); err != nil {
		return nil, fmt.Errorf("copy the state: %w", err)
	}
	for _, stack := range stacks {
		raw, err := w.exported(ctx, stack)
		if errors.Is(err, ErrNoStack) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("copy the state of stack %s: %w", stack, err)
		}
		checkpoint, err := checkpointOf(project, stack, raw)
		if err != nil {
			return nil, fmt.Errorf("copy the state of stack %s: %w", stack, err)
		}
		if err := os.WriteFile(filepath.Join(folder, stack+".json"), checkpoint, secretFile); err != nil {
			return nil, fmt.Errorf("copy the state of stack %s: %w", stack, err)
		}
	}
	copied := *w
	copied.Home, copied.Logs = home, w.logsDir()
	copied.Env = maps.Clone(w.Env)
	absolute, err := filepath.Abs(backend)
	if err != nil {
		return nil, fmt.Errorf("copy the state: %w", err)
	}
	copied.Env["PULUMI_BACKEND_URL"] = "file://" + filepath.ToSlash(absolute) + backendQuery
	return &copied, nil
}

// checkpointOf is the file in which a file backend keeps what was exported of a stack.
func checkpointOf(project, stack string, exported []byte) ([]byte, error) {
	var file struct {
		Version    int             `json:"version"`
		Deployment json.RawMessage `json:"deployment"`
	}
	if err := json.Unmarshal(exported, &file); err != nil {
		return nil, fmt.Errorf("read the exported state: %w", err)
	}
	if file.Version != checkpointVersion {
		return nil, fmt.Errorf("the exported state has format %d, and %d is what can be read here", file.Version, checkpointVersion)
	}
	return json.Marshal(map[string]any{"version": file.Version,
		"checkpoint": map[string]any{"stack": "organization/" + project + "/" + stack, "latest": file.Deployment}})
}

// project is the project's name.
func (w *Workspace) project() (string, error) {
	content, err := os.ReadFile(filepath.Join(w.Checkout, projectFile))
	if err != nil {
		return "", fmt.Errorf("read the project: %w", err)
	}
	var p struct {
		Name string `yaml:"name"`
	}
	if err := yaml.Unmarshal(content, &p); err != nil || p.Name == "" {
		return "", errors.Join(fmt.Errorf("%s names no project", projectFile), err)
	}
	return p.Name, nil
}
