package pulumi

import (
	"bytes"
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
	index map[string]told
}

// told is where a step is filed, and its values after as the last event told them.
type told struct {
	at  int
	now wireObject
}

func newRecorder(verb, stack string, onEvent func(Event)) *recorder {
	if onEvent == nil {
		onEvent = func(Event) {}
	}
	return &recorder{
		outcome: Result{Stack: stack, Verb: verb, Changes: map[string]int{}},
		onEvent: onEvent,
		index:   map[string]told{},
	}
}

// record takes one line of the event log.
func (r *recorder) record(line []byte) error {
	var e wireEvent
	if err := json.Unmarshal(line, &e); err != nil {
		return fmt.Errorf("event %.80q: %w", line, err)
	}
	event := Event{Stack: r.outcome.Stack, At: e.at()}
	if err := r.take(&e, &event); err != nil {
		return fmt.Errorf("event %.80q: %w", line, err)
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

// take files what the engine's event says and makes ours of it, without a kind where
// there is nothing to report.
func (r *recorder) take(e *wireEvent, event *Event) error {
	var err error
	switch {
	case e.Pre != nil:
		event.Kind = EventStarted
		if e.Pre.Planning {
			event.Kind = EventPlanned
		}
		event.Step, err = r.step(&e.Pre.Metadata)
	case e.Outputs != nil:
		err = r.done(e.Outputs, event)
	case e.Failed != nil:
		event.Kind = EventFailed
		if event.Step, err = r.step(&e.Failed.Metadata); err == nil {
			event.Step.Failed = true
		}
	case e.Diagnostic != nil && !e.Diagnostic.Ephemeral:
		r.diagnostic(event, e.Diagnostic.diagnostic())
	case e.EngineError != nil:
		r.diagnostic(event, Diagnostic{Severity: SeverityError, Message: plain(e.EngineError.Error)})
	case e.Policy != nil:
		violation := e.Policy.violation()
		r.outcome.Violations = append(r.outcome.Violations, violation)
		event.Kind, event.Violation = EventViolation, &violation
	case e.Summary != nil:
		r.outcome.Changes = e.Summary.Changes
		event.Kind, event.Changes = EventSummary, e.Summary.Changes
	}
	return err
}

// done files what became of a step. A plan's is no news.
func (r *recorder) done(e *wireResource, event *Event) error {
	s := &e.Metadata
	if s.Type == stackType && s.New != nil {
		if err := r.outputs(s.Old, s.New); err != nil {
			return err
		}
	}
	step, err := r.step(s)
	if err != nil {
		return err
	}
	step.Gone = step.Op == OpRefresh && s.New == nil
	if !e.Planning {
		event.Kind, event.Step = EventDone, step
	}
	return nil
}

// outputs takes the stack's outputs, and whether they differ from the recorded
// ones as far as readers may see both.
func (r *recorder) outputs(before, now *wireState) error {
	var recorded map[string]any
	var err error
	if before != nil {
		if recorded, err = object(before.Outputs); err != nil {
			return err
		}
	}
	if r.outcome.Outputs, err = object(now.Outputs); err != nil {
		return err
	}
	r.outcome.NewOutputs = len(recorded)+len(r.outcome.Outputs) > 0 && !reflect.DeepEqual(recorded, r.outcome.Outputs)
	return nil
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
func (r *recorder) step(s *wireStep) (*Step, error) {
	step := s.step()
	old, now := s.values()
	key := step.URN + "\x00" + string(step.Op)
	last, known := r.index[key]
	var err error
	if !known || !bytes.Equal(now, last.now) {
		if step.New, err = object(now); err != nil {
			return nil, err
		}
	}
	if !known {
		if step.Old, err = object(old); err != nil {
			return nil, err
		}
		r.index[key] = told{at: len(r.outcome.Steps), now: now}
		r.outcome.Steps = append(r.outcome.Steps, step)
		return &r.outcome.Steps[len(r.outcome.Steps)-1], nil
	}
	have := &r.outcome.Steps[last.at]
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
		r.index[key] = told{at: last.at, now: now}
	}
	return have, nil
}

// result returns what the events came to.
func (r *recorder) result() *Result { return &r.outcome }
