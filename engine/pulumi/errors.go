package pulumi

import (
	"errors"
	"fmt"
	"strings"
)

// ErrUnsafe is wrapped by errors of operations that the program refused as
// unsafe.
var ErrUnsafe = errors.New("refused as unsafe")

// ErrInterrupted is wrapped by errors of operations that were interrupted.
var ErrInterrupted = errors.New("interrupted")

// ErrLocked is wrapped by errors of operations on a stack that another process
// works on.
var ErrLocked = errors.New("stack is locked")

// ErrNoStack is wrapped by errors that name a stack which the backend does not
// hold.
var ErrNoStack = errors.New("no such stack")

// ErrViolations is wrapped by errors of operations that a mandatory policy
// stopped.
var ErrViolations = errors.New("policy violations")

// ErrBeyondPlan is wrapped by errors of updates that the engine ended because
// they would have left the plan that they were given. What it did before that stays.
var ErrBeyondPlan = errors.New("not what was planned")

// unsafePrefix begins the message of a refusal by the program.
const unsafePrefix = "unsafe: "

// OperationError is the failure of an operation on a stack.
type OperationError struct {
	Stack string
	Verb  string
	// Reasons are the messages of the engine's errors.
	Reasons []string
	// Log is the file with the CLI's full output.
	Log string
	// Err is what kind of failure it is: one of this package's errors, or
	// the way that the CLI ended.
	Err error
}

// Error says which stack failed, and why.
func (e *OperationError) Error() string {
	why := strings.Join(e.Reasons, "; ")
	if why == "" {
		why = e.Err.Error()
	}
	return fmt.Sprintf("%s of stack %s failed: %s (full log: %s)", e.Verb, e.Stack, why, e.Log)
}

// Unwrap returns the kind of failure.
func (e *OperationError) Unwrap() error { return e.Err }
