package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// scratchDir is the folder of a home for what a command needs while it runs.
const scratchDir = "scratch"

// scratch makes a folder for this process, and removes those of processes that
// ended without doing so themselves.
func (a *app) scratch() (string, error) {
	root := a.home(scratchDir)
	entries, err := os.ReadDir(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	for _, e := range entries {
		pid, _, _ := strings.Cut(e.Name(), "-")
		if n, err := strconv.Atoi(pid); err == nil && !alive(n) {
			if err := os.RemoveAll(filepath.Join(root, e.Name())); err != nil {
				return "", err
			}
		}
	}
	if err := os.MkdirAll(root, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(root, strconv.Itoa(os.Getpid())+"-")
}
