package build

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// keyVersion changes when what goes into a key, or how a binary is built,
// changes.
const keyVersion = "tandem build 1"

// Key returns the content key of what spec builds with the given toolchain
// (the text that tells one compiler and its settings from another).
func Key(spec Spec, toolchain string) (string, error) {
	w, err := read(spec)
	if err != nil {
		return "", err
	}
	vendored, err := w.vendored()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	field := func(name, value string) {
		_, _ = fmt.Fprintf(sum, "%s %d %s\n", name, len(value), value)
	}
	field("version", keyVersion)
	field("toolchain", toolchain)
	field("package", spec.Package)
	field("ldflags", spec.Ldflags)
	if vendored != "" {
		field("vendored", vendored)
	}
	for _, file := range w.sorted() {
		content, err := hashFile(filepath.Join(spec.Dir, file))
		if err != nil {
			return "", fmt.Errorf("build key of %s: %w", spec.Package, err)
		}
		field("file "+filepath.ToSlash(file), content)
	}
	return hex.EncodeToString(sum.Sum(nil))[:32], nil
}

// Inputs lists the files that go into what spec builds, sorted, relative to the
// module's root: of the module, of those that lie in other folders (replaced ones
// and those of a workspace), but not of vendored packages. Files that build
// constraints would leave out are listed, too: a key may change without need,
// never fail to change.
func Inputs(spec Spec) ([]string, error) {
	w, err := read(spec)
	if err != nil {
		return nil, err
	}
	return w.sorted(), nil
}

// read finds what goes into what spec builds.
func read(spec Spec) (*walker, error) {
	if err := spec.validate(); err != nil {
		return nil, err
	}
	w := &walker{dir: spec.Dir, modules: map[string]string{}, seen: map[string]bool{}, files: map[string]bool{}}
	if err := w.readModules(); err != nil {
		return nil, err
	}
	start, local := w.folder(spec.Package)
	if spec.Package == "." || strings.HasPrefix(spec.Package, "./") {
		start, local = filepath.Clean(spec.Package), true
	}
	if local {
		if err := w.walk(start); err != nil {
			return nil, fmt.Errorf("read the sources of %s in %s: %w", spec.Package, spec.Dir, err)
		}
	}
	return w, nil
}

// walker collects the files of a package and of the packages that it imports
// from modules in folders.
type walker struct {
	dir       string
	modules   map[string]string // folders, relative to dir, by the modules' paths
	workspace string            // the workspace's folder, relative to dir; "" for none
	seen      map[string]bool
	files     map[string]bool
}

// sorted lists the files.
func (w *walker) sorted() []string { return slices.Sorted(maps.Keys(w.files)) }

// compiled are the endings of files that the go command builds into a package.
var compiled = map[string]bool{".go": true, ".s": true, ".c": true, ".h": true, ".syso": true}

func (w *walker) walk(pkg string) error {
	if w.seen[pkg] {
		return nil
	}
	w.seen[pkg] = true
	entries, err := os.ReadDir(filepath.Join(w.dir, pkg))
	if err != nil {
		return err
	}
	var faults []error
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !compiled[filepath.Ext(name)] || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file := filepath.Join(pkg, name)
		w.files[file] = true
		if filepath.Ext(name) == ".go" {
			faults = append(faults, w.source(pkg, file))
		}
	}
	return errors.Join(faults...)
}

// source follows one file's imports and embedded files.
func (w *walker) source(pkg, file string) error {
	content, err := os.ReadFile(filepath.Join(w.dir, file))
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, content, parser.ImportsOnly)
	if err != nil {
		return err
	}
	var faults []error
	for _, spec := range parsed.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: import %s: %w", file, spec.Path.Value, err))
			continue
		}
		if folder, ok := w.folder(target); ok {
			faults = append(faults, w.walk(folder))
		}
	}
	for _, pattern := range embeds(content) {
		if err := w.embed(pkg, pattern); err != nil {
			faults = append(faults, fmt.Errorf("%s: go:embed %s: %w", file, pattern, err))
		}
	}
	return errors.Join(faults...)
}

// embeds lists the patterns of a source file's go:embed lines.
func embeds(source []byte) []string {
	var patterns []string
	for line := range bytes.Lines(source) {
		rest, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("//go:embed "))
		if !ok {
			continue
		}
		for _, field := range strings.Fields(string(rest)) {
			if unquoted, err := strconv.Unquote(field); err == nil {
				field = unquoted
			}
			patterns = append(patterns, strings.TrimPrefix(field, "all:"))
		}
	}
	return patterns
}

func (w *walker) embed(pkg, pattern string) error {
	dir := filepath.Join(w.dir, pkg) // no part of the pattern: it may hold brackets
	matches, err := fs.Glob(os.DirFS(dir), pattern)
	if err != nil {
		return err
	}
	for _, match := range matches {
		err := filepath.WalkDir(filepath.Join(dir, match), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			relative, err := filepath.Rel(w.dir, name)
			if err != nil {
				return err
			}
			w.files[relative] = true
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func hashFile(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
