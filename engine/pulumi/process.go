package pulumi

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// ioGrace is how long output pipes may stay open after the CLI has ended.
const ioGrace = 2 * time.Second

// runProcess runs a command in a process group of its own, so that a Ctrl-C at
// the terminal reaches it once, from here. When the context ends the command
// is interrupted and waited for; when abort is closed it is killed.
func runProcess(ctx context.Context, cmd *exec.Cmd, abort <-chan struct{}) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w before it began", ErrInterrupted)
	}
	separate(cmd)
	cmd.WaitDelay = ioGrace
	started := make(chan error, 1)
	ended := make(chan error, 1)
	go func() {
		// Where the system ends the child together with its parent, it goes
		// by the thread that started it: that thread has to stay.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			ended <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	interrupted := false
	done := ctx.Done()
	for {
		select {
		case err := <-ended:
			if errors.Is(err, exec.ErrWaitDelay) {
				err = nil
			}
			if interrupted {
				return ErrInterrupted
			}
			return err
		case <-done:
			interrupted, done = true, nil
			_ = cmd.Process.Signal(os.Interrupt)
		case <-abort:
			interrupted, abort = true, nil
			_ = cmd.Process.Kill()
		}
	}
}
