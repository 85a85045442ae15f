package pulumi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// output runs a CLI command that belongs to no operation and returns what it
// wrote. It runs in the home's project folder, where the CLI may write.
func (w *Workspace) output(ctx context.Context, args ...string) ([]byte, error) {
	if err := w.prepare(); err != nil {
		return nil, err
	}
	if err := w.syncProject(); err != nil {
		return nil, err
	}
	environ, err := w.Environ()
	if err != nil {
		return nil, err
	}
	var stdout, stderr bytes.Buffer
	cmd := w.command(environ, w.stacksDir(), args)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := runProcess(ctx, cmd, w.Abort); err != nil {
		message := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(formsOf(w.Secrets).without(stderr.String())), "error: "))
		if strings.Contains(message, "no stack named") || strings.Contains(message, "unknown stack") {
			err = errors.Join(ErrNoStack, err)
		}
		if refusedByLock(message) {
			message, err = strings.Join(lockedBy(stackOf(args), message, time.Now()), "; "), errors.Join(ErrLocked, err)
		}
		return nil, fmt.Errorf("pulumi %s: %s: %w", strings.Join(args, " "), message, err)
	}
	return stdout.Bytes(), nil
}

// stackOf is the stack that a command's arguments name.
func stackOf(args []string) string {
	if i := slices.Index(args, "--stack"); i >= 0 && i+1 < len(args) {
		return args[i+1]
	}
	return ""
}

func (w *Workspace) command(environ []string, dir string, args []string) *exec.Cmd {
	cmd := exec.Command(w.Toolchain.CLI, append(args, "--non-interactive", "--color", "never")...)
	cmd.Dir = dir
	cmd.Env = environ
	return cmd
}

// logs are the files of one operation.
type logs struct {
	text   string
	events string
}

// openLogs makes the files of an operation in the home.
func (w *Workspace) openLogs(stack, verb string) (logs, *os.File, error) {
	dir, err := filepath.Abs(w.logsDir())
	if err != nil {
		return logs{}, nil, fmt.Errorf("find the logs: %w", err)
	}
	forget(dir)
	stamp := time.Now().UTC().Format("20060102T150405.000")
	name := filepath.Join(dir, fmt.Sprintf("%s-%s-%s", stamp, stack, verb))
	file, err := os.OpenFile(name+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, secretFile)
	if err != nil {
		return logs{}, nil, fmt.Errorf("open the log of %s of stack %s: %w", verb, stack, err)
	}
	return logs{text: name + ".log", events: name + ".events"}, file, nil
}

// keepLogs is how many log files a home keeps.
const keepLogs = 400

// forget removes the oldest logs beyond keepLogs. Their names begin with the
// time, so the order of the folder is theirs; what cannot be removed stays.
func forget(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for i := 0; i < len(entries)-keepLogs; i++ {
		_ = os.Remove(filepath.Join(dir, entries[i].Name()))
	}
}

// operate runs one operation of the CLI on a stack, reading its events while
// it runs. The result is returned with an error, too.
func (w *Workspace) operate(ctx context.Context, verb, stack string, args []string, o RunOptions) (result *Result, err error) {
	start := time.Now()
	config, err := w.syncStack(stack)
	if err != nil {
		return nil, err
	}
	environ, err := w.Environ()
	if err != nil {
		return nil, err
	}
	files, file, err := w.openLogs(stack, verb)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()

	args = append(args, "--stack", stack, "--config-file", config, "--event-log", files.events)
	_, err = fmt.Fprintf(file, "pulumi %s\n", strings.Join(args, " "))
	if err != nil {
		return nil, fmt.Errorf("write the log %s: %w", files.text, err)
	}
	checkout, err := filepath.Abs(w.Checkout)
	if err != nil {
		return nil, fmt.Errorf("find the checkout %s: %w", w.Checkout, err)
	}
	cmd := w.command(environ, checkout, args)
	var complaint bytes.Buffer
	secrets := formsOf(w.Secrets)
	said, complained := &scrubber{to: file, secrets: secrets}, &scrubber{to: file, secrets: secrets}
	cmd.Stdout, cmd.Stderr = said, io.MultiWriter(&complaint, complained)

	r := newRecorder(verb, stack, o.OnEvent)
	tail := follow(files.events, r.record)
	runErr := runProcess(ctx, cmd, w.Abort)
	tailErr := tail.stop()
	scrubErr := errors.Join(said.flush(), complained.flush(), scrubEvents(files.events, secrets))
	if scrubErr != nil {
		scrubErr = fmt.Errorf("the log of %s of stack %s may hold secrets, or lack its end: %w: look at %s and %s", verb, stack, scrubErr, files.text, files.events)
	}

	result = r.result()
	result.Duration, result.Log = time.Since(start), files.text
	for i, d := range result.Diagnostics {
		result.Diagnostics[i].Message = secrets.without(d.Message)
	}
	if runErr != nil {
		return result, errors.Join(failure(result, secrets.without(complaint.String()), runErr), scrubErr)
	}
	if tailErr != nil {
		tailErr = fmt.Errorf("read the events of %s of stack %s: %w", verb, stack, tailErr)
	}
	return result, errors.Join(tailErr, scrubErr)
}
