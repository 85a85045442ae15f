package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/tandem-platform/tandem/ops/system"
)

// The law of the user interface:
//   - stdout holds the answer and nothing else;
//   - stderr holds progress and lines that begin with "tandem: ", in lower
//     case, without a full stop;
//   - with --json the answer is one JSON document with a version, also where the
//     command fails;
//   - secrets never pass through here: what is printed comes from ARM reads and
//     from the engine's masked events;
//   - in a pipeline nothing that is printed is a command to its runner, but for what
//     [ui.command] writes.

// jsonVersion is the version of every JSON answer. It is raised when a field
// changes its meaning or goes away, not when one is added.
const jsonVersion = 1

// ui writes the answer and the progress of one command.
type ui struct {
	out, err io.Writer
	runner   io.Writer // stderr as it is, for commands to the runner of a pipeline
	json     bool
	terminal bool // stderr is a terminal

	mu        sync.Mutex
	transient bool // the cursor stands on a line that may be overwritten
	answered  bool // the answer has been written
}

func newUI(stdout, stderr io.Writer) *ui {
	u := &ui{out: stdout, err: stderr, runner: stderr}
	if inPipelineRun() {
		u.out, u.err = &inertLines{to: stdout}, &inertLines{to: stderr}
	}
	if f, ok := stderr.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			u.terminal = info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
		}
	}
	return u
}

// say writes one line of progress.
func (u *ui) say(format string, args ...any) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.clear()
	u.progress("tandem: "+format+"\n", args...)
}

// tick shows a line that the next one replaces; without a terminal it shows nothing.
func (u *ui) tick(format string, args ...any) {
	if !u.terminal {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.clear()
	line := fmt.Sprintf("tandem: "+format, args...)
	if len(line) > 110 {
		line = line[:110]
	}
	u.progress("%s", line)
	u.transient = true
}

// command writes a command to the runner of a pipeline. What it is made of has been
// checked: values of a known form, on one line.
func (u *ui) command(format string, args ...any) {
	u.mu.Lock()
	defer u.mu.Unlock()
	_, _ = fmt.Fprintf(u.runner, format+"\n", args...)
}

// flush writes what is left of lines that have not ended.
func (u *ui) flush() {
	for _, w := range []io.Writer{u.out, u.err} {
		if l, ok := w.(*inertLines); ok {
			_ = l.flush()
		}
	}
}

// progress writes to stderr. That nobody can read it is no reason to stop.
func (u *ui) progress(format string, args ...any) { _, _ = fmt.Fprintf(u.err, format, args...) }

func (u *ui) clear() {
	if u.transient {
		u.progress("\r\x1b[K")
		u.transient = false
	}
}

// answer writes the answer: as JSON with --json, else by text. The JSON document
// names its version and the command that it answers.
func (u *ui) answer(command string, value map[string]any, text func(io.Writer) error) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.clear()
	u.answered = true
	if !u.json {
		return text(u.out)
	}
	value["version"], value["command"] = jsonVersion, command
	document, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	_, err = u.out.Write(append(inertJSON(document), '\n'))
	return err
}

// raw writes an answer that has a format of its own.
func (u *ui) raw(text func(io.Writer) error) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.clear()
	u.answered = true
	return text(u.out)
}

// fail writes an error, every line of it behind the command's name. With --json
// it is the answer, too, unless there was one.
func (u *ui) fail(command string, err error) {
	if u.json && !u.answered {
		failure := map[string]any{"error": err.Error(), "exitCode": exitCode(err)}
		var refused *system.RefusedError
		if errors.As(err, &refused) {
			failure["refusals"] = refused.Refusals
			if len(refused.Applied) > 0 {
				failure["applied"] = refused.Applied
			}
		}
		if e := u.answer(command, failure, nil); e != nil {
			u.say("%v", e)
		}
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.clear()
	lines := strings.Split(strings.TrimRight(err.Error(), "\n"), "\n")
	for i, line := range lines {
		if i == 0 {
			line = "error: " + line
		}
		u.progress("tandem: %s\n", line)
	}
}

// table writes rows with aligned columns; the first row is the heading.
func table(w io.Writer, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, row := range rows {
		if _, err := fmt.Fprintln(t, strings.TrimRight(strings.Join(row, "\t"), "\t ")); err != nil {
			return err
		}
	}
	return t.Flush()
}

// seconds renders a duration to a tenth of a second.
func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
