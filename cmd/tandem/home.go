package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// The files of a home. A home holds everything that cannot be rebuilt; two
// homes share nothing but the cache.
const (
	sandboxStateFile = "sandbox/state.db"
	servedFile       = "sandbox/served.json"
	holderFile       = "sandbox/holder.json"
	logsDir          = "logs"
	backendDir       = "backend"
)

// defaultHome is the home of a checkout, ignored by git.
const defaultHome = ".tandem"

// findCheckout walks up from dir to the folder that holds Pulumi.yaml and go.mod.
func findCheckout(dir string) (string, error) {
	for d := dir; ; d = filepath.Dir(d) {
		if exists(filepath.Join(d, "Pulumi.yaml")) && exists(filepath.Join(d, "go.mod")) {
			return d, nil
		}
		if d == filepath.Dir(d) {
			return "", usagef("%s lies in no checkout of tandem (no folder above it holds Pulumi.yaml and go.mod): change into the checkout and run the command again", dir)
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// nearestExisting is the path itself or the nearest folder above it that exists.
func nearestExisting(path string) string {
	for path != filepath.Dir(path) && !exists(path) {
		path = filepath.Dir(path)
	}
	return path
}

// holder says which process uses a home's sandbox.
type holder struct {
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

func (h holder) String() string {
	return fmt.Sprintf("%q (process %d, since %s)", h.Command, h.PID, h.Since.Format(time.TimeOnly))
}

// served says how to reach the sandbox that serves a home.
type served struct {
	holder
	Env     map[string]string `json:"env"`
	Control string            `json:"control"`
}

// writeJSON writes a file atomically, readable by its owner only.
func writeJSON(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return writeFile(path, append(raw, '\n'))
}

// writeFile writes a file atomically, readable by its owner only.
func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", path, err), os.Remove(f.Name()))
	}
	return nil
}

// readJSON reads a file written by writeJSON; ok is false when there is none.
func readJSON(path string, into any) (ok bool, err error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return true, nil
}

// listens reports whether somebody listens at the URL's address; one who is slow
// to accept does.
func listens(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	c, err := net.DialTimeout("tcp", u.Host, time.Second)
	if err != nil {
		return !errors.Is(err, syscall.ECONNREFUSED)
	}
	return c.Close() == nil
}

// alive reports whether a process of this host runs.
func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
