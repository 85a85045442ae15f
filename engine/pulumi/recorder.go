package pulumi

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
)

// recorder makes a result of an operation's events and reports each.
type recorder struct {
	outcome Result
	onEvent func(Event)
	// index finds a step by URN and operation.
	index map[string]int
}

func newRecorder(verb, stack string, onEvent func(Event)) *recorder {
	if onEvent == nil {
		onEvent = func(Event) {}
	}
	return &recorder{
		outcome: Result{Stack: stack, Verb: verb, Changes: map[string]int{}},
		onEvent: onEvent,
		index:   map[string]int{},
	}
}

// record takes one line of the event log.
func (r *recorder) record(line []byte) error {
	var e wireEvent
	if err := json.Unmarshal(line, &e); err != nil {
		return fmt.Errorf("event %.80q: %w", line, err)
	}
	event := Event{Stack: r.outcome.Stack, At: e.at()}
	switch {
	case e.Pre != nil:
		event.Kind = EventStarted
		if e.Pre.Planning {
			event.Kind = EventPlanned
		}
		event.Step = r.step(&e.Pre.Metadata)
	case e.Outputs != nil:
		if e.Outputs.Metadata.Type == stackType && e.Outputs.Metadata.New != nil {
			r.outputs(e.Outputs.Metadata.Old, e.Outputs.Metadata.New)
		}
		event.Step = r.step(&e.Outputs.Metadata)
		event.Step.Gone = event.Step.Op == OpRefresh && e.Outputs.Metadata.New == nil
		event.Kind = EventDone
		if e.Outputs.Planning {
			return nil
		}
	case e.Failed != nil:
		event.Kind = EventFailed
		event.Step = r.step(&e.Failed.Metadata)
		event.Step.Failed = true
	case e.Diagnostic != nil && !e.Diagnostic.Ephemeral:
		r.diagnostic(&event, e.Diagnostic.diagnostic())
	case e.EngineError != nil:
		r.diagnostic(&event, Diagnostic{Severity: SeverityError, Message: plain(e.EngineError.Error)})
	case e.Policy != nil:
		violation := e.Policy.violation()
		r.outcome.Violations = append(r.outcome.Violations, violation)
		event.Kind, event.Violation = EventViolation, &violation
	case e.Summary != nil:
		r.outcome.Changes = e.Summary.Changes
		event.Kind, event.Changes = EventSummary, e.Summary.Changes
	default:
		return nil
	}
	if event.Kind == "" {
		return nil
	}
	if event.Step != nil {
		copied := *event.Step
		event.Step = &copied
	}
	r.onEvent(event)
	return nil
}

// outputs takes the stack's outputs, and whether they differ from the recorded
// ones as far as readers may see both.
func (r *recorder) outputs(before, now *wireState) {
	var recorded map[string]any
	if before != nil {
		recorded = masked(before.Outputs)
	}
	r.outcome.Outputs = masked(now.Outputs)
	r.outcome.NewOutputs = len(recorded)+len(r.outcome.Outputs) > 0 && !reflect.DeepEqual(recorded, r.outcome.Outputs)
}

func (r *recorder) diagnostic(event *Event, d Diagnostic) {
	if ambient.MatchString(d.Message) || d.Message == "" {
		return
	}
	r.outcome.Diagnostics = append(r.outcome.Diagnostics, d)
	event.Kind, event.Diagnostic = EventDiagnostic, &d
}

// ambient is what the engine says of each plugin that it found on PATH, where
// Tandem puts them.
var ambient = regexp.MustCompile(`^using pulumi-(language|resource)-\S+ from \$PATH at `)

// step files a step under its URN and operation; what a later event of the
// same step adds, such as an id, replaces what was known.
func (r *recorder) step(s *wireStep) *Step {
	step := s.step()
	key := step.URN + "\x00" + string(step.Op)
	i, known := r.index[key]
	if !known {
		i = len(r.outcome.Steps)
		r.index[key] = i
		r.outcome.Steps = append(r.outcome.Steps, step)
		return &r.outcome.Steps[i]
	}
	have := &r.outcome.Steps[i]
	if step.ID != "" {
		have.ID = step.ID
	}
	if len(step.Diff) > 0 {
		have.Diff = step.Diff
	}
	if len(step.ReplaceKeys) > 0 {
		have.ReplaceKeys = step.ReplaceKeys
	}
	if step.New != nil {
		have.New = step.New
	}
	return have
}

// result returns what the events came to.
func (r *recorder) result() *Result { return &r.outcome }
