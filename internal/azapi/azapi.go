// Package azapi reads the ARM body types that the terraform-provider-azapi
// module carries as generated data. Only generators use it: the module is
// fetched as a source of data and is no dependency of the product.
package azapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Module and Version name the source of the types.
const (
	Module  = "github.com/Azure/terraform-provider-azapi"
	Version = "v1.15.0"
)

// generated is the folder of the type files inside the module.
const generated = "internal/azure/generated"

// LocateModule fetches any module, written path@version, into Go's module
// cache and returns its folder.
func LocateModule(ctx context.Context, module string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	out, err := cmd.Output()
	var got struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &got); jsonErr == nil && got.Error != "" {
		return "", fmt.Errorf("download %s: %s", module, got.Error)
	}
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return "", fmt.Errorf("download %s: %w: %s", module, err, strings.TrimSpace(string(exit.Stderr)))
		}
		return "", fmt.Errorf("download %s: %w", module, err)
	}
	if got.Dir == "" {
		return "", fmt.Errorf("download %s: go mod download named no folder", module)
	}
	return got.Dir, nil
}

// Library is the opened index of all types; type files are read when they are
// first asked for.
type Library struct {
	dir   string
	refs  map[string]string // lower-case type@version -> file#/n
	keys  map[string]string // lower-case type@version -> type@version as written
	files map[string]*file
}

// Fetch opens the module, which it fetches if it is not there yet.
func Fetch(ctx context.Context) (*Library, error) {
	dir, err := LocateModule(ctx, Module+"@"+Version)
	if err != nil {
		return nil, err
	}
	return Open(dir)
}

// Emit writes what a generator made into a file, or with check says whether
// the file is stale, and which package to generate.
func Emit(path string, made []byte, check bool, pkg string) error {
	if !check {
		return os.WriteFile(path, made, 0o644)
	}
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(old, made) {
		return fmt.Errorf("%s is stale: run go generate %s and commit the result", path, pkg)
	}
	return nil
}

// Open reads the index of the module that lies in dir.
func Open(dir string) (*Library, error) {
	root := filepath.Join(dir, filepath.FromSlash(generated))
	raw, err := os.ReadFile(filepath.Join(root, "index.json"))
	if err != nil {
		return nil, fmt.Errorf("open azapi types: %w", err)
	}
	var index struct {
		Resources map[string]struct {
			Ref string `json:"$ref"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(raw, &index); err != nil {
		return nil, fmt.Errorf("open azapi types: index.json: %w", err)
	}
	l := &Library{dir: root, refs: map[string]string{}, keys: map[string]string{}, files: map[string]*file{}}
	for key, ref := range index.Resources {
		l.refs[strings.ToLower(key)] = ref.Ref
		l.keys[strings.ToLower(key)] = key
	}
	return l, nil
}

// Versions lists the api-versions that azapi knows for an ARM type, oldest first.
func (l *Library) Versions(armType string) []string {
	prefix := strings.ToLower(armType) + "@"
	var versions []string
	for key := range l.refs {
		if v, ok := strings.CutPrefix(key, prefix); ok {
			versions = append(versions, v)
		}
	}
	sort.Strings(versions)
	return versions
}

// Has tells whether azapi knows the type at that version (type@version).
func (l *Library) Has(key string) bool {
	_, ok := l.refs[strings.ToLower(key)]
	return ok
}

// Resource returns the type written type@version. Types of one file share
// their nodes, and nodes may refer to themselves.
func (l *Library) Resource(key string) (*Resource, error) {
	ref, ok := l.refs[strings.ToLower(key)]
	if !ok {
		return nil, fmt.Errorf("azapi has no type %s", key)
	}
	name, position, ok := strings.Cut(ref, "#/")
	index, err := strconv.Atoi(position)
	if !ok || err != nil {
		return nil, fmt.Errorf("azapi type %s: index holds a bad reference %q", key, ref)
	}
	f, err := l.file(name)
	if err != nil {
		return nil, fmt.Errorf("azapi type %s: %w", key, err)
	}
	r, err := f.resource(index)
	if err != nil {
		return nil, fmt.Errorf("azapi type %s: %w", key, err)
	}
	r.Key = l.keys[strings.ToLower(key)]
	return r, nil
}

func (l *Library) file(name string) (*file, error) {
	if f, ok := l.files[name]; ok {
		return f, nil
	}
	raw, err := os.ReadFile(filepath.Join(l.dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	f := &file{name: name}
	if err := json.Unmarshal(raw, &f.raw); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.nodes = make([]*Node, len(f.raw))
	l.files[name] = f
	return f, nil
}
