package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/env"
)

// environmentsDir is the folder of a home for test environments: each has a folder
// with its stack file, its Pulumi state and what is noted of it, and a lock beside
// that folder. Those of Azure lie apart: what is noted of an environment in a sandbox
// says nothing of one in Azure that has the same name.
const (
	environmentsDir      = "environments"
	azureEnvironmentsDir = "environments-azure"
)

// environmentsHome is the folder for the test environments of the target.
func (a *app) environmentsHome(parts ...string) string {
	dir := environmentsDir
	if a.target == targetAzure {
		dir = azureEnvironmentsDir
	}
	return filepath.Join(append([]string{a.homeDir, dir}, parts...)...)
}

// The files of an environment's folder.
const (
	noteFile       = "environment.json"
	goingDownFile  = "down.json"
	deploymentFile = "deployment.json"
)

// note is what a home knows of a test environment. What Azure's tags say goes
// before it; it serves where there are no groups yet, and to tell more.
type note struct {
	Version     int                       `json:"version"`
	Name        string                    `json:"name"`
	State       string                    `json:"state"`
	Error       string                    `json:"error,omitempty"` // why it is broken
	Owner       string                    `json:"owner"`
	PullRequest int                       `json:"pullRequest,omitempty"`
	Image       string                    `json:"image,omitempty"`
	Created     time.Time                 `json:"created"`
	Expires     time.Time                 `json:"expires"`
	Spaces      map[topology.Stamp]string `json:"addressSpaces"`
	Extensions  []env.Extension           `json:"extensions"`
	WasUp       bool                      `json:"wasUp"` // it has come up once, at least
	// unread says why there is nothing but the name of it.
	unread error
}

// noteVersion is the version of a note's format.
const noteVersion = 1

func (a *app) environmentDir(name string, parts ...string) string {
	return filepath.Join(append([]string{a.environmentsHome(name)}, parts...)...)
}

// noted reads what the home has noted of an environment.
func (a *app) noted(name string) (n note, ok bool, err error) {
	ok, err = readJSON(a.environmentDir(name, noteFile), &n)
	if ok && n.Version != noteVersion {
		return n, false, fmt.Errorf("%s has format %d, and %d is what can be read here: use the version of tandem that wrote it", a.environmentDir(name, noteFile), n.Version, noteVersion)
	}
	return n, ok, err
}

func (a *app) note(n note) error {
	n.Version = noteVersion
	return writeJSON(a.environmentDir(n.Name, noteFile), n)
}

// allNoted lists what the home has noted of all environments, by name. One whose
// note cannot be read is broken, and keeps nobody from the others.
func (a *app) allNoted() (map[string]note, error) {
	entries, err := os.ReadDir(a.environmentsHome())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	all := map[string]note{}
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		n, ok, err := a.noted(entry.Name())
		if err != nil {
			all[entry.Name()] = note{Name: entry.Name(), State: env.Broken, Error: err.Error(), unread: err}
		} else if ok {
			all[n.Name] = n
		}
	}
	return all, nil
}

// goneSince says when an environment was taken down here; ok is false if none of that
// name ever was.
func (a *app) goneSince(name string) (at time.Time, ok bool, err error) {
	ok, err = readJSON(a.environmentsHome(name+".gone"), &at)
	return at, ok, err
}

// noteGone remembers that an environment was taken down here.
func (a *app) noteGone(name string) error {
	return writeJSON(a.environmentsHome(name+".gone"), time.Now().UTC().Truncate(time.Second))
}

// InUseError says that another command works on an environment.
type InUseError struct{ Name, Holder string }

// Error names the holder.
func (e *InUseError) Error() string {
	return fmt.Sprintf("environment %s is in use by %s: wait for it to end", e.Name, e.Holder)
}

// hold takes the lock of an environment, so that no other command of this home
// works on it until it is released. The system frees it when this process ends,
// however it ends. The error of a held lock is an [*InUseError].
func (a *app) hold(name string) (release func(), err error) {
	if err := topology.CheckEnvironment(name); err != nil { // files are named so
		return nil, err
	}
	f, err := a.lockFile(name)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = &InUseError{Name: name, Holder: holderIn(f)}
	}
	if err == nil {
		err = writeHolder(f, a.holder())
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil // the lock goes with the file
}

// holderOf says who works on an environment, "" if nobody does.
func (a *app) holderOf(name string) (string, error) {
	if topology.CheckEnvironment(name) != nil {
		return "", nil // it stands in somebody's tags, and names no file here
	}
	path := a.environmentsHome(name + ".lock")
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return holderIn(f), nil
	}
	return "", err
}

// allocating waits until this process alone may choose address spaces.
func (a *app) allocating() (release func(), err error) {
	f, err := a.lockFile("address-spaces")
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil
}

func (a *app) lockFile(name string) (*os.File, error) {
	if err := os.MkdirAll(a.environmentsHome(), 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(a.environmentsHome(name+".lock"), os.O_CREATE|os.O_RDWR, 0o600)
}

func holderIn(f *os.File) string {
	raw := make([]byte, 4096)
	n, _ := f.ReadAt(raw, 0)
	var h holder
	if json.Unmarshal(raw[:n], &h) != nil {
		return "another process"
	}
	return h.String()
}

func writeHolder(f *os.File, h holder) error {
	raw, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err = f.WriteAt(raw, 0)
	return err
}

// takenSpaces lists the address spaces that are spoken for: by networks, by
// environments that have none yet, and by production.
func (a *app) takenSpaces(all *settings.All, networks env.Networks, name string) ([]string, error) {
	notes, err := a.allNoted()
	if err != nil {
		return nil, err
	}
	var taken []string
	for _, prefixes := range networks {
		taken = append(taken, prefixes...)
	}
	for other, n := range notes {
		if other != name {
			if n.unread != nil {
				return nil, fmt.Errorf("which address spaces environment %s has cannot be told: %w", other, n.unread)
			}
			for _, space := range n.Spaces {
				taken = append(taken, space)
			}
		}
	}
	for _, s := range all.Stacks {
		for _, stamp := range s.Stamps {
			taken = append(taken, stamp.AddressSpace)
		}
	}
	slices.Sort(taken)
	return taken, nil
}

// whoAsks names who runs the command, by what pipelines and systems say of it.
func whoAsks() string {
	for _, variable := range []string{"GITHUB_ACTOR", "BUILD_REQUESTEDFOR", "USER", "LOGNAME"} {
		if who := strings.TrimSpace(os.Getenv(variable)); who != "" {
			return who
		}
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}
