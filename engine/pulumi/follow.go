package pulumi

import (
	"bytes"
	"errors"
	"io"
	"os"
	"time"
)

// followPoll is how often a growing file is looked at.
const followPoll = 50 * time.Millisecond

// follower hands the lines of a growing file on.
type follower struct {
	path string
	each func(line []byte) error
	quit chan struct{}
	done chan error
}

// follow begins to hand on the lines of a file that another process writes,
// and that need not exist yet.
func follow(path string, each func(line []byte) error) *follower {
	f := &follower{path: path, each: each, quit: make(chan struct{}), done: make(chan error, 1)}
	go func() { f.done <- f.run() }()
	return f
}

// stop hands on what is left and returns the first fault. The writer must have
// ended.
func (f *follower) stop() error {
	close(f.quit)
	return <-f.done
}

func (f *follower) run() error {
	tick := time.NewTicker(followPoll)
	defer tick.Stop()
	var (
		file   *os.File
		rest   []byte
		faults []error
	)
	defer func() {
		if file != nil {
			_ = file.Close()
		}
	}()
	for {
		last := false
		select {
		case <-f.quit:
			last = true
		case <-tick.C:
		}
		if file == nil {
			opened, err := os.Open(f.path)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				faults = append(faults, err)
			}
			if err == nil {
				file = opened
			}
		}
		if file != nil {
			chunk, err := io.ReadAll(file)
			if err != nil {
				faults = append(faults, err)
			}
			rest, err = f.lines(append(rest, chunk...), last)
			if err != nil {
				faults = append(faults, err)
			}
		}
		if last {
			return errors.Join(faults...)
		}
	}
}

// lines hands on the complete lines of a text and returns what is left. At the
// end an unfinished line, which a killed writer leaves, is dropped.
func (f *follower) lines(text []byte, last bool) ([]byte, error) {
	var faults []error
	for {
		line, after, found := bytes.Cut(text, []byte("\n"))
		if !found {
			break
		}
		if len(bytes.TrimSpace(line)) > 0 {
			if err := f.each(line); err != nil {
				faults = append(faults, err)
			}
		}
		text = after
	}
	if last {
		text = nil
	}
	return bytes.Clone(text), errors.Join(faults...)
}
