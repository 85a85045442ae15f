//go:build unix

package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// lockPoll is how often a held lock is tried again.
const lockPoll = 100 * time.Millisecond

// lock takes the lock file of one binary, waiting for its holder. The system
// frees it when the holder ends, however it ends.
func (j *job) lock(ctx context.Context, path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock the build of %s: %w", j.spec.name(), err)
	}
	try := func() error { return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
	err = try()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = j.stage(Waiting, func() error { return waitLock(ctx, try) })
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("lock the build of %s: %w", j.spec.name(), err)
	}
	return func() { _ = file.Close() }, nil
}

func waitLock(ctx context.Context, try func() error) error {
	tick := time.NewTicker(lockPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
			if err := try(); !errors.Is(err, syscall.EWOULDBLOCK) {
				return err
			}
		}
	}
}
