package preview

import "github.com/tandem-platform/tandem/ops/system"

// Version is the version of the report's JSON.
const Version = 1

// Verdict is what the report comes to.
type Verdict string

// The verdicts, from the best to the worst. A preview that failed on the way, and
// showed something unsafe before, is unsafe.
const (
	NoChange  Verdict = "no change"
	Safe      Verdict = "safe"
	Attention Verdict = "needs attention"
	Failed    Verdict = "failed"
	Unsafe    Verdict = "unsafe"
)

// Report is what a change does to the system.
type Report struct {
	Version int    `json:"version"`
	Target  string `json:"target"`
	// Base and Head are the source revisions before and after.
	Base Source `json:"base"`
	Head Source `json:"head"`

	Verdict Verdict `json:"verdict"`
	// Reasons say why the verdict is not a better one.
	Reasons []string      `json:"reasons,omitempty"`
	Counts  system.Counts `json:"counts"`
	// Losses are replacements and deletions of what holds data, and of locks on it.
	Losses []Loss `json:"losses,omitempty"`
	// Lifted names resources whose protection, by Pulumi or by a lock in Azure, the
	// same change lifts.
	Lifted []string `json:"lifted,omitempty"`
	Stacks []Stack  `json:"stacks"`

	Policies     Policies   `json:"policies"`
	Availability Comparison `json:"availability"`
	Blast        Blast      `json:"blast"`
	Drift        Drift      `json:"drift"`
	// Failure is set when there is no preview, or only part of one.
	Failure *Failure `json:"failure,omitempty"`
}

// Source is a revision of the sources.
type Source struct {
	Ref      string `json:"ref"`
	Revision string `json:"revision"`
}

// Loss is a replacement or deletion of something that holds data, or of a delete
// lock that keeps data.
type Loss struct {
	system.Loss
	Stack string `json:"stack"`
	// Allowed is set when the caller named the resource.
	Allowed bool `json:"allowed,omitempty"`
}

// isLock reports a delete lock: an up lets it go, too, if it is named.
func (l Loss) isLock() bool { return l.What == system.CheckLock }

// Stack is the changes of one stack.
type Stack struct {
	Name   string        `json:"name"`
	Counts system.Counts `json:"counts"`
	Steps  []system.Step `json:"steps,omitempty"`
	// Unavailable says why the stack could not be previewed.
	Unavailable string   `json:"unavailable,omitempty"`
	Notes       []string `json:"notes,omitempty"`
}

// Policies compare violations before and after.
type Policies struct {
	New      []system.Violation `json:"new,omitempty"`
	Mended   []system.Violation `json:"mended,omitempty"`
	Standing []system.Violation `json:"standing,omitempty"`
	// Exempted are violations that the base did not have, or had to answer for, and
	// that the head's exemptions accept.
	Exempted []system.Violation `json:"exempted,omitempty"`
	// NotYetKnown are values on which verdicts wait.
	NotYetKnown []system.Violation `json:"notYetKnown,omitempty"`
}

// Comparison is the availability of the system before and after.
type Comparison struct {
	Before Availability `json:"before"`
	After  Availability `json:"after"`
}

// Failure is why there is no preview, or only part of one.
type Failure struct {
	// Phase is what failed: configuration, base, build or preview.
	Phase   string `json:"phase"`
	Message string `json:"message"`
	// Refused is set when the program refused to go on as unsafe.
	Refused bool `json:"refused,omitempty"`
}
