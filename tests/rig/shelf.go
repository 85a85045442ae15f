package rig

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/tests/sources"
)

// place is where what was made of the same sources lies: the command, the copy of the
// checkout in which it runs, and the base home. All packages share it.
type place struct {
	dir  string
	used *os.File // locked for as long as this process runs: nobody tidies the place away
}

// shelf is the place of what is tested.
var shelf place

func (p place) binary() string   { return filepath.Join(p.dir, "tandem") }
func (p place) checkout() string { return filepath.Join(p.dir, "checkout") }
func (p place) home() string     { return filepath.Join(p.dir, "home") }

// made is the file that says how the home was made.
func (p place) made() string { return filepath.Join(p.dir, "made.json") }

// lock waits until no other process makes something of the same sources, or tidies up.
func (p place) lock() (unlock func() error, err error) {
	f, err := locked(filepath.Join(filepath.Dir(p.dir), "lock"), syscall.LOCK_EX)
	if err != nil {
		return nil, err
	}
	return f.Close, nil
}

// use has no other process tidy the place away before this one ends.
func (p *place) use() (err error) {
	p.used, err = locked(filepath.Join(p.dir, "used"), syscall.LOCK_SH)
	return err
}

// remove removes the place, unless a process uses it.
func (p place) remove() error {
	f, err := locked(filepath.Join(p.dir, "used"), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(p.dir), f.Close())
}

// locked opens a file and locks it; what closes it, or ends the process, unlocks it.
func locked(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// shelve finds the command and the checkout of these sources on the shelf, or makes them.
func shelve() (err error) {
	root, err := sources.Root()
	if err != nil {
		return err
	}
	all, digest, err := readSources(root)
	if err != nil {
		return err
	}
	cache, err := cacheDir()
	if err != nil {
		return err
	}
	shelf = place{dir: filepath.Join(cache, "tested", digest)}
	binary, workDir = shelf.binary(), shelf.checkout()
	if err := os.MkdirAll(filepath.Dir(shelf.dir), 0o700); err != nil {
		return err
	}
	unlock, err := shelf.lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	_, err = os.Stat(binary)
	if errors.Is(err, os.ErrNotExist) {
		err = fill(all)
	}
	if err != nil {
		return err
	}
	return shelf.use()
}

// fill makes the place of these sources, and tidies up.
func fill(all []source) error {
	if err := errors.Join(prune(filepath.Dir(shelf.dir)), os.RemoveAll(shelf.dir)); err != nil {
		return err
	}
	if err := writeSources(all, workDir); err != nil {
		return err
	}
	if err := commitSources(workDir); err != nil {
		return err
	}
	return buildCommand()
}

// buildCommand builds the command from the copy: the checkout may be another one by now.
// It comes to its place last, and whole.
func buildCommand() error {
	building := binary + ".building"
	build := exec.Command("go", "build", "-o", building, "./cmd/tandem")
	build.Dir = workDir
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("go build ./cmd/tandem: %w", err)
	}
	return os.Rename(building, binary)
}

// CacheDir is where the commands under test keep what can be rebuilt.
func CacheDir(t testing.TB) string {
	t.Helper()
	dir, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func cacheDir() (string, error) {
	if dir := os.Getenv("TANDEM_CACHE"); dir != "" {
		return dir, nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "tandem"), err
}

// kept is how many places stay on the shelf.
const kept = 3

// prune leaves the newest places and those in use, and room for one more.
func prune(all string) error {
	entries, err := os.ReadDir(all)
	if err != nil {
		return err
	}
	at := map[string]time.Time{}
	var found []string
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.IsDir() {
			found = append(found, e.Name())
			at[e.Name()] = info.ModTime()
		}
	}
	slices.SortFunc(found, func(a, b string) int { return at[b].Compare(at[a]) })
	for _, name := range found[min(len(found), kept-1):] {
		if err := (place{dir: filepath.Join(all, name)}).remove(); err != nil {
			return err
		}
	}
	return nil
}
