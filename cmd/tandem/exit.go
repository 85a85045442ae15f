package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/system"
)

// The exit codes. The list is append-only: pipelines depend on it.
const (
	exitDone   = 0
	exitFailed = 1 // something did not work
	exitUsage  = 2 // wrong usage or config; nothing was changed
	exitUnsafe = 3 // refused as unsafe; what had been changed before, if anything, is told
)

// usageError is wrong usage of the command line.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// exitCode maps an error to the exit code of its kind.
func exitCode(err error) int {
	var usage *usageError
	var allowed *system.NotLiftedError
	var fault settings.Fault
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, system.ErrUnsafe):
		return exitUnsafe
	case errors.As(err, &usage), errors.As(err, &fault), errors.As(err, &allowed):
		return exitUsage
	default:
		return exitFailed
	}
}

// interrupted reports whether the error comes from the user's Ctrl-C.
func interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, pulumi.ErrInterrupted)
}
