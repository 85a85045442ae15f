package pulumi

import (
	"slices"
	"strings"
	"time"
)

// Op is the kind of a step, as the engine names it.
type Op string

// The operations that matter to callers. The engine knows more, which are
// passed through as they are.
const (
	OpSame              Op = "same"
	OpCreate            Op = "create"
	OpUpdate            Op = "update"
	OpDelete            Op = "delete"
	OpReplace           Op = "replace"
	OpCreateReplacement Op = "create-replacement"
	OpDeleteReplaced    Op = "delete-replaced"
	OpRead              Op = "read"
	OpRefresh           Op = "refresh"
	OpImport            Op = "import"
)

// Replaces reports whether the step is part of a replacement.
func (o Op) Replaces() bool {
	return o == OpReplace || o == OpCreateReplacement || o == OpDeleteReplaced
}

// Deletes reports whether the step takes a resource away for good.
func (o Op) Deletes() bool { return o == OpDelete }

// Changes reports whether the step changes anything in the cloud.
func (o Op) Changes() bool {
	return o == OpCreate || o == OpUpdate || o.Deletes() || o.Replaces()
}

// PropertyChange is the change of one property of a step.
type PropertyChange struct {
	// Path is the property's path, for example "properties.sku.name".
	Path string `json:"path"`
	// Kind is add, delete or update; Replace says that it forces replacement.
	Kind    string `json:"kind"`
	Replace bool   `json:"replace,omitempty"`
	// Input is set when inputs differ, rather than state and inputs.
	Input bool `json:"input,omitempty"`
}

// Step is what the engine does, or would do, to one resource.
type Step struct {
	URN string `json:"urn"`
	// Alias is the URN that is recorded, where the program's is another one and an
	// alias leads from it to that.
	Alias string `json:"alias,omitempty"`
	Type  string `json:"type"`
	Name  string `json:"name"`
	ID    string `json:"id,omitempty"`
	Op    Op     `json:"op"`
	// Provider is false for components, which exist in no cloud.
	Custom bool `json:"custom"`
	// Protected is set when the recorded state protects the resource.
	Protected bool `json:"protected,omitempty"`
	// Protects is set when the program protects the resource, Unprotected when it
	// no longer does.
	Protects    bool `json:"protects,omitempty"`
	Unprotected bool `json:"unprotected,omitempty"`
	// ReplaceKeys are the properties that force a replacement.
	ReplaceKeys []string `json:"replaceKeys,omitempty"`
	// Diff lists the changed properties, sorted by path.
	Diff []PropertyChange `json:"diff,omitempty"`
	// Old and New are the inputs before and after, with secrets masked by the
	// engine; for a refresh they are the recorded and the found outputs.
	Old map[string]any `json:"old,omitempty"`
	New map[string]any `json:"new,omitempty"`
	// Gone is set when a refresh no longer found the resource.
	Gone bool `json:"gone,omitempty"`
	// Failed is set when the operation on the resource failed.
	Failed bool `json:"failed,omitempty"`
}

// Severity ranks a diagnostic.
type Severity string

// The severities of the engine.
const (
	SeverityInfo    Severity = "info"
	SeverityNotice  Severity = "info#err"
	SeverityWarning Severity = "warning"
	SeverityError   Severity = "error"
)

// Diagnostic is a message of the engine, the program or a provider.
type Diagnostic struct {
	URN      string   `json:"urn,omitempty"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
}

// Violation is a finding of a policy pack.
type Violation struct {
	Pack    string `json:"pack"`
	Policy  string `json:"policy"`
	URN     string `json:"urn,omitempty"`
	Level   string `json:"level"` // warning, mandatory, remediate
	Message string `json:"message"`
}

// Mandatory reports whether the violation stops the operation.
func (v Violation) Mandatory() bool { return v.Level == "mandatory" }

// Result is the outcome of an operation on one stack. It is returned together
// with an error, too, holding what had happened until then.
type Result struct {
	Stack string `json:"stack"`
	// Verb is preview, up, refresh or destroy.
	Verb string `json:"verb"`
	// Changes counts steps by operation, as the engine sums them up.
	Changes     map[string]int `json:"changes"`
	Steps       []Step         `json:"steps"`
	Diagnostics []Diagnostic   `json:"diagnostics,omitempty"`
	Violations  []Violation    `json:"violations,omitempty"`
	// Recovered says what had to be settled before the operation.
	Recovered []Recovered    `json:"recovered,omitempty"`
	Duration  time.Duration  `json:"duration"`
	Outputs   map[string]any `json:"outputs,omitempty"`
	// NewOutputs is set when the outputs are not those that are recorded.
	NewOutputs bool `json:"newOutputs,omitempty"`
	// Log is the file that holds everything the CLI wrote.
	Log string `json:"log"`
}

// Count sums the changes of the given operations.
func (r *Result) Count(ops ...Op) int {
	sum := 0
	for _, op := range ops {
		sum += r.Changes[string(op)]
	}
	return sum
}

// Changed reports whether anything is, or would be, changed in the cloud.
func (r *Result) Changed() bool {
	for op, n := range r.Changes {
		if n > 0 && Op(op).Changes() {
			return true
		}
	}
	return false
}

// Restates reports whether resources that stay as they are would be recorded otherwise:
// under another name, or protected, or no longer so.
func (r *Result) Restates() bool {
	return slices.ContainsFunc(r.Steps, func(s Step) bool {
		return s.Op == OpSame && (s.Alias != "" || s.Protected != s.Protects)
	})
}

// Errors lists the diagnostics of severity error.
func (r *Result) Errors() []Diagnostic {
	var found []Diagnostic
	for _, d := range r.Diagnostics {
		if d.Severity == SeverityError {
			found = append(found, d)
		}
	}
	return found
}

// URNName returns the logical name in a URN.
func URNName(urn string) string {
	if i := strings.LastIndex(urn, "::"); i >= 0 {
		return urn[i+2:]
	}
	return urn
}

// Recovered is one thing that a killed run had left behind and that was
// settled.
type Recovered struct {
	// Kind is lock, import, clear or retry.
	Kind string `json:"kind"`
	// URN is the resource's URN; empty for a lock.
	URN string `json:"urn,omitempty"`
	// ID is what an imported resource was taken over by.
	ID string `json:"id,omitempty"`
	// Detail says what was found and what was done about it.
	Detail string `json:"detail"`
}

// EventKind says what an event reports.
type EventKind string

// The kinds of events.
const (
	EventPlanned    EventKind = "planned"    // a step of a preview
	EventStarted    EventKind = "started"    // a step began
	EventDone       EventKind = "done"       // a step ended well
	EventFailed     EventKind = "failed"     // a step failed
	EventDiagnostic EventKind = "diagnostic" // a message
	EventViolation  EventKind = "violation"  // a policy's finding
	EventRecovered  EventKind = "recovered"  // a leftover was settled
	EventSummary    EventKind = "summary"    // the engine's sums
)

// Event is one report of a running operation. The fields that belong to its
// kind are set.
type Event struct {
	Stack      string
	Kind       EventKind
	At         time.Time
	Step       *Step
	Diagnostic *Diagnostic
	Violation  *Violation
	Recovered  *Recovered
	Changes    map[string]int
}
