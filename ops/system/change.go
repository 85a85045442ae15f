package system

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Counts are numbers of resources by what happens to them.
type Counts struct {
	Create  int `json:"create"`
	Update  int `json:"update"`
	Replace int `json:"replace"`
	Delete  int `json:"delete"`
	Same    int `json:"same"`
}

// Changed reports the number of resources that do not stay as they are.
func (c Counts) Changed() int { return c.Create + c.Update + c.Replace + c.Delete }

// String renders the counts in the order in which they matter.
func (c Counts) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Delete, "to delete"}, {c.Replace, "to replace"}, {c.Update, "to update"}, {c.Create, "to create"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("no changes (%d unchanged)", c.Same)
	}
	return strings.Join(parts, ", ") + fmt.Sprintf(", %d unchanged", c.Same)
}

// Step is what happens to one resource.
type Step struct {
	URN  string `json:"urn"`
	Type string `json:"type"`
	Name string `json:"name"`
	Op   string `json:"op"` // create, update, replace, delete, import
	// Properties are those that differ, sorted by path.
	Properties []Property `json:"properties,omitempty"`
}

// Property is one property that differs. A value that is not there is nil; what
// the engine keeps secret, or does not know yet, is a text that says so.
type Property struct {
	Path string `json:"path"`
	Old  any    `json:"old,omitempty"`
	New  any    `json:"new,omitempty"`
	// Replaces is set when the change forces a replacement of the resource.
	Replaces bool `json:"replaces,omitempty"`
}

// Span is a length of time; JSON shows it in seconds.
type Span time.Duration

// MarshalJSON writes seconds, to the millisecond.
func (s Span) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, time.Duration(s).Seconds(), 'f', 3, 64), nil
}

// Change is what the engine did, or would do, to one stack.
type Change struct {
	Stack    string `json:"stack"`
	Counts   Counts `json:"counts"`
	Steps    []Step `json:"steps,omitempty"`
	Duration Span   `json:"seconds"`
	// Recovered says what an interrupted earlier run had left and how it was settled.
	Recovered []string `json:"recovered,omitempty"`
	// Warnings are the program's and the engine's warnings.
	Warnings []string `json:"warnings,omitempty"`
	// NotYetApplied names stacks whose changes this preview could not see.
	NotYetApplied []string `json:"notYetApplied,omitempty"`
	// Rehearsed is set when the preview ran on a throw-away copy.
	Rehearsed bool `json:"rehearsed,omitempty"`
	// Unavailable says why this stack could not be previewed at all; it is
	// previewed when the stacks before it have been applied.
	Unavailable string `json:"unavailable,omitempty"`
	// Unfinished says why the stack has to be run although no resource changes:
	// its outputs do, names or protection, or an earlier run did not come to its end.
	Unfinished string `json:"unfinished,omitempty"`
	// Losses are replacements and deletions of what holds data, each a refusal, too.
	Losses []Loss `json:"losses,omitempty"`
	// Settles is what the deployment settles first of what an interrupted run left.
	// The preview ran on a copy of the recorded state on which that was done.
	Settles []Settlement `json:"settles,omitempty"`
	// Held says who works on the stack just now, where that can be seen: then
	// nothing of it can be settled.
	Held string `json:"held,omitempty"`
	// Lifted names the resources that the program no longer protects.
	Lifted []string `json:"lifted,omitempty"`
	// Drift is what a refresh found to be other than recorded; the operation is
	// update, or delete for what is gone.
	Drift []Step `json:"drift,omitempty"`
	// Renamed are the recorded URNs of resources that the program calls otherwise and
	// ties to them by an alias, by the program's.
	Renamed map[string]string `json:"-"`
	// Violations are what policies object to, NotYetKnown what they wait for.
	Violations  []Violation `json:"violations,omitempty"`
	NotYetKnown []Violation `json:"notYetKnown,omitempty"`
	// Refusals are reasons why the change may not be applied.
	Refusals []Refusal `json:"refusals,omitempty"`
	// EnginePlan is the engine's own plan of a preview that was to keep it. It
	// holds secrets, encrypted.
	EnginePlan json.RawMessage `json:"-"`
}

// Interrupted is what [Change.Unfinished] says of a stack in which a run was cut off:
// what it left is settled by the next deployment, before anything else.
const Interrupted = "an earlier run was interrupted"

// CheckData is the check of a [Refusal] of a [Loss].
const CheckData = "data"

// Loss is a replacement or deletion of something that holds data.
type Loss struct {
	Name string `json:"name"`
	What string `json:"what"` // "database", "key vault"
	Op   string `json:"op"`   // replace, delete
	// Forces are the properties that force the replacement, Roots the resources
	// whose replacement leads to it.
	Forces []string `json:"forces,omitempty"`
	Roots  []string `json:"roots,omitempty"`
}

// Violation is what a policy rule says of one resource.
type Violation struct {
	Rule     string `json:"rule"`
	Title    string `json:"title,omitempty"`
	Level    string `json:"level,omitempty"` // mandatory, advisory
	Severity string `json:"severity,omitempty"`
	URN      string `json:"urn,omitempty"`
	Resource string `json:"resource"`
	// Path is the property, "" for the resource as a whole.
	Path  string `json:"path,omitempty"`
	Found string `json:"found,omitempty"`
	Want  string `json:"want,omitempty"`
	Fix   string `json:"fix,omitempty"`
	Page  string `json:"page,omitempty"`
}

// String says in one line what is wrong where.
func (v Violation) String() string {
	where := v.Resource
	if v.Path != "" {
		where += " " + v.Path
	}
	if v.Want == "" {
		return where + ": " + v.Found
	}
	return where + " is " + v.Found + "; wanted: " + v.Want
}

// Object takes over what policies say of the change; what is mandatory refuses it.
func (c *Change) Object(violations []Violation) {
	c.Violations = append(c.Violations, violations...)
	for _, v := range violations {
		if v.Level == "mandatory" {
			c.Refusals = append(c.Refusals, Refusal{Stack: c.Stack, Check: "policy " + v.Rule, Evidence: v.String(), Fix: v.Fix + " (" + v.Page + ")"})
		}
	}
}

// Pending reports whether a previewed stack has to be run.
func (c *Change) Pending() bool {
	return c.Counts.Changed() > 0 || c.Unavailable != "" || c.Unfinished != ""
}

// Summary says in a few words what the change comes to.
func (c *Change) Summary() string {
	switch {
	case c.Unavailable != "":
		return "not possible yet: " + c.Unavailable
	case c.Unfinished != "":
		return c.Counts.String() + "; " + c.Unfinished
	default:
		return c.Counts.String()
	}
}

// Refusal is one reason why a plan may not run.
type Refusal struct {
	Stack    string `json:"stack,omitempty"`
	Check    string `json:"check"`
	Evidence string `json:"evidence"`
	Fix      string `json:"fix"`
}

// ErrUnsafe is what every refusal of a plan as unsafe wraps.
var ErrUnsafe = errors.New("refused as unsafe")

// RefusedError is the error of a plan that may not run.
type RefusedError struct {
	Refusals []Refusal
	// Applied names the stacks that had been applied before; mostly there are none.
	Applied []string
}

// Error lists every refusal with its remedy.
func (e *RefusedError) Error() string {
	var b strings.Builder
	b.WriteString("refused as unsafe; ")
	if len(e.Applied) == 0 {
		b.WriteString("nothing was changed")
	} else {
		b.WriteString("only " + strings.Join(e.Applied, ", ") + " had been applied before")
	}
	for _, r := range e.Refusals {
		fmt.Fprintf(&b, "\n  %s: %s: %s\n    %s", r.Stack, r.Check, r.Evidence, r.Fix)
	}
	return b.String()
}

// Is makes errors.Is(err, ErrUnsafe) true.
func (e *RefusedError) Is(target error) bool { return target == ErrUnsafe }

// Options shape a preview or a deployment.
type Options struct {
	// Refresh reads every resource from ARM before comparing, so that edits
	// made elsewhere show, and a deployment undoes them.
	Refresh bool
	// KeepPlan has a preview of the target itself keep the engine's plan.
	KeepPlan bool `json:"-"`
	// Settled has a preview run on a copy of the recorded state on which is settled
	// what an interrupted run left, as the deployment will settle it.
	Settled bool `json:"-"`
	// AllowLocks names the delete locks that may go, by name or stack/name.
	AllowLocks []string `json:"-"`
	// AnyAllowed leaves it to the caller to find names that allow nothing.
	AnyAllowed bool `json:"-"`
	// EnginePlan is what a deployment may not go beyond; nil is no limit.
	EnginePlan json.RawMessage `json:"-"`
}

// Engine runs one stack through the Pulumi engine. Methods are called
// concurrently for different stacks.
type Engine interface {
	// Exists reports whether the stack has deployed resources.
	Exists(ctx context.Context, stack string) (bool, error)
	Preview(ctx context.Context, stack string, o Options) (*Change, error)
	Up(ctx context.Context, stack string, o Options) (*Change, error)
	// Settle settles in the recorded state what an interrupted run has left, by
	// looking into the target, which it does not change. It refuses to do other than
	// what is agreed, unless that is nil.
	Settle(ctx context.Context, stack string, agreed []Settlement) ([]Settlement, error)
	// Unprotect lifts Pulumi's protection and Azure's delete locks of a stack.
	Unprotect(ctx context.Context, stack string) (*Change, error)
	Destroy(ctx context.Context, stack string) (*Change, error)
}

// Rehearse opens an engine on a throw-away copy of the target and the state
// backend. Close discards the copy.
type Rehearse func(ctx context.Context) (e Engine, close func() error, err error)

// Progress is told what a procedure does; implementations are safe for
// concurrent use.
type Progress interface {
	// Phase announces a phase of the procedure: "preview", "rehearse", "deploy".
	Phase(name, detail string)
	// Done reports the end of one stack's part in a phase.
	Done(phase string, c *Change)
}

// Tiers are stacks in the order of deployment: the stacks of one tier run in
// parallel, and read nothing of each other.
type Tiers [][]string

// ProductionTiers is the order of the three production stacks.
func ProductionTiers() Tiers { return Tiers{{"blue", "green"}, {"global"}} }

// Stacks lists all stacks in order.
func (t Tiers) Stacks() []string {
	var all []string
	for _, tier := range t {
		all = append(all, tier...)
	}
	return all
}
