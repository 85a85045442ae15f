package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

func locked(path string) error {
	return fmt.Errorf("open %s: %w: end that process or use another state file", path, ErrLocked)
}

// checkUnderLock checks the file's structure while no other process writes to
// it. The lock is the one that bbolt takes (flock), shared.
func checkUnderLock(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open state file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	deadline := time.Now().Add(lockWait)
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
		if err == nil {
			return checkStructure(path)
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return fmt.Errorf("lock state file %s: %w", path, err)
		}
		if time.Now().After(deadline) {
			return locked(path)
		}
		time.Sleep(lockWait / 10)
	}
}
