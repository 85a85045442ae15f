package system

import (
	"fmt"
	"slices"
	"strings"
)

// CheckLock is the check of a [Refusal] of a delete lock that would go.
const CheckLock = "delete lock"

// IsLock reports the types of Azure's own locks, which keep what they lie on, and
// what is in it, from being deleted
// (https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources).
func IsLock(token string) bool {
	return strings.HasPrefix(token, "azure-native:authorization") &&
		strings.HasPrefix(token[strings.LastIndex(token, ":")+1:], "ManagementLock")
}

// LiftedLocks are the steps that take a delete lock away, for good or until it is
// made again.
func LiftedLocks(steps []Step) []Step {
	var lifted []Step
	for _, s := range steps {
		if IsLock(s.Type) && (s.Op == "delete" || s.Op == "replace") {
			lifted = append(lifted, s)
		}
	}
	return lifted
}

// guardLocks refuses a change that takes delete locks away, unless the stack's
// configuration lifts its protection or the lock is named. Where data would be lost,
// the refusal of that says enough.
func (d Deps) guardLocks(c *Change, o Options) {
	if len(c.Losses) > 0 || d.Lifting != nil && d.Lifting(c.Stack) {
		return
	}
	for _, s := range LiftedLocks(c.Steps) {
		if slices.Contains(o.AllowLocks, s.Name) || slices.Contains(o.AllowLocks, c.Stack+"/"+s.Name) {
			continue
		}
		c.Refusals = append(c.Refusals, Refusal{Stack: c.Stack, Check: CheckLock,
			Evidence: fmt.Sprintf("%s, which keeps data from being deleted, would be %sd (%s)", s.Name, s.Op, s.URN),
			Fix: "put it back; to lift protection, set tandem:protected: false, in a deployment of its own; " +
				"to let this lock go, name it: --allow-data-change " + s.Name})
	}
}

// NotLiftedError is the error of names that are allowed to go and are no lock that
// would: most likely they are misspelt or left over, or they are data.
type NotLiftedError struct {
	// Names are those that mean nothing, Lifted the locks that would go.
	Names, Lifted []string
}

// Error says what the names do not mean.
func (e *NotLiftedError) Error() string {
	would := "none would"
	if len(e.Lifted) > 0 {
		would = "those that would are " + strings.Join(e.Lifted, ", ")
	}
	return fmt.Sprintf("--allow-data-change %s: no such delete lock would go, %s; nothing was changed: leave the name out, or correct it "+
		"(data itself is replaced or deleted by no up: it goes with its environment, by destroy)", strings.Join(e.Names, ", "), would)
}

// checkAllowed refuses names of locks that stay. What was not previewed as it will
// be may hold them.
func checkAllowed(previews []*Change, o Options) error {
	e := &NotLiftedError{}
	known := map[string]bool{}
	for _, c := range previews {
		if c.Unavailable != "" || len(c.NotYetApplied) > 0 {
			return nil
		}
		for _, s := range LiftedLocks(c.Steps) {
			e.Lifted = append(e.Lifted, s.Name)
			known[s.Name], known[c.Stack+"/"+s.Name] = true, true
		}
	}
	for _, name := range o.AllowLocks {
		if !known[name] {
			e.Names = append(e.Names, name)
		}
	}
	if len(e.Names) > 0 {
		return e
	}
	return nil
}
