package build

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

// readModules finds the modules whose sources lie in folders that anybody may edit: the
// one to build from, those that it replaces by a folder, and those of a workspace.
func (w *walker) readModules() error {
	own, err := w.module(".")
	if err != nil {
		return err
	}
	w.replaced(own.Replace, ".")
	work, err := workspace(w.dir)
	if err != nil || work == "" {
		return err
	}
	return w.readWorkspace(work)
}

// module adds the module in a folder, which is relative to the one to build from.
func (w *walker) module(dir string) (*modfile.File, error) {
	name := filepath.Join(w.dir, dir, "go.mod")
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s is not the root of a Go module: %w", filepath.Dir(name), err)
	}
	file, err := modfile.Parse(name, content, nil)
	if err != nil {
		return nil, fmt.Errorf("read the module: %w", err)
	}
	if file.Module == nil {
		return nil, fmt.Errorf("%s names no module", name)
	}
	w.modules[file.Module.Mod.Path] = dir
	w.settings(dir, "go.mod", "go.sum")
	return file, nil
}

// replaced adds the modules that are replaced by folders. One that cannot be read is
// the go command's to complain of.
func (w *walker) replaced(replacements []*modfile.Replace, from string) {
	for _, r := range replacements {
		if r.New.Version != "" {
			continue
		}
		dir, err := w.relative(from, r.New.Path)
		if err != nil {
			continue
		}
		w.modules[r.Old.Path] = dir
		w.settings(dir, "go.mod")
	}
}

// readWorkspace adds the modules of a workspace.
func (w *walker) readWorkspace(name string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read the workspace: %w", err)
	}
	work, err := modfile.ParseWork(name, content, nil)
	if err != nil {
		return fmt.Errorf("read the workspace: %w", err)
	}
	dir, err := w.relative(".", filepath.Dir(name))
	if err != nil {
		return err
	}
	w.workspace = dir
	w.settings(dir, filepath.Base(name), "go.work.sum")
	for _, use := range work.Use {
		used, err := w.relative(dir, use.Path)
		if err != nil {
			return err
		}
		file, err := w.module(used)
		if err != nil {
			return err
		}
		w.replaced(file.Replace, used)
	}
	w.replaced(work.Replace, dir)
	return nil
}

// workspace is the file of the workspace in which the go command would work in a
// folder, "" for none (https://go.dev/ref/mod#go-work-file).
func workspace(dir string) (string, error) {
	switch set := os.Getenv("GOWORK"); set {
	case "":
	case "off":
		return "", nil
	default:
		return set, nil
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("look for a workspace: %w", err)
	}
	for {
		name := filepath.Join(dir, "go.work")
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return name, nil
		}
		if dir == filepath.Dir(dir) {
			return "", nil
		}
		dir = filepath.Dir(dir)
	}
}

// relative gives a folder, which may be relative to another one, relative to the
// module to build from.
func (w *walker) relative(from, dir string) (string, error) {
	if !filepath.IsAbs(dir) {
		return filepath.Join(from, filepath.FromSlash(dir)), nil
	}
	root, err := filepath.Abs(w.dir)
	if err != nil {
		return "", err
	}
	return filepath.Rel(root, dir)
}

// settings adds those of the named files that are in a folder.
func (w *walker) settings(dir string, names ...string) {
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(w.dir, dir, name)); err == nil {
			w.files[filepath.Join(dir, name)] = true
		}
	}
}

// folder finds the folder of a package; false if its module lies in none that is read.
func (w *walker) folder(pkg string) (string, bool) {
	for prefix := pkg; prefix != "." && prefix != "/"; prefix = path.Dir(prefix) {
		dir, ok := w.modules[prefix]
		if !ok {
			continue
		}
		dir = filepath.Join(dir, filepath.FromSlash(pkg[len(prefix):]))
		if w.seen[dir] {
			return dir, true
		}
		info, err := os.Stat(filepath.Join(w.dir, dir))
		return dir, err == nil && info.IsDir()
	}
	return "", false
}

// vendored tells the vendored packages from others, by the sizes and times of their
// files: there may be thousands. It is "" if there are none.
func (w *walker) vendored() (string, error) {
	sum, found := sha256.New(), false
	dirs := []string{"."}
	if w.workspace != "" {
		dirs = append(dirs, w.workspace)
	}
	for _, dir := range dirs {
		root := filepath.Join(w.dir, dir, "vendor")
		if _, err := os.Stat(filepath.Join(root, "modules.txt")); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		found = true
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(sum, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
			return err
		})
		if err != nil {
			return "", fmt.Errorf("read the vendored packages: %w", err)
		}
	}
	if !found {
		return "", nil
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
