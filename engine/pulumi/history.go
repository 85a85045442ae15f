package pulumi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// Update is one past change of a stack, as the state backend keeps it.
type Update struct {
	// Kind is update, refresh, destroy or import; Result is succeeded or failed.
	Kind    string
	Result  string
	Started time.Time
	Ended   time.Time
	// Message is what the update was given to keep.
	Message string
	// Commit is what git had checked out, "" if the CLI found no repository;
	// Dirty is set where files had been changed.
	Commit string
	Dirty  bool
	// Config are the settings, by qualified key; of those that are no plain text, the JSON.
	Config map[string]string
	// Changes counts resources by what was done to them.
	Changes map[string]int

	state string // file of the state after it; "" where the backend hands none out
}

// ErrNoPastState says that a backend does not hand out the states that were.
var ErrNoPastState = errors.New("this state backend does not hand out past states")

// State returns the stack's state as the update left it.
func (u Update) State() (*Deployment, error) {
	if u.state == "" {
		return nil, ErrNoPastState
	}
	return readCheckpoint(u.state)
}

// wireUpdate is an update in the file backend. The CLI tells the same with times as
// texts and config values as objects.
type wireUpdate struct {
	Kind            string                     `json:"kind"`
	StartTime       wireTime                   `json:"startTime"`
	EndTime         wireTime                   `json:"endTime"`
	Message         string                     `json:"message"`
	Environment     map[string]string          `json:"environment"`
	Config          map[string]json.RawMessage `json:"config"`
	Result          string                     `json:"result"`
	ResourceChanges map[string]int             `json:"resourceChanges"`
}

// wireTime is a time, in seconds or as a text.
type wireTime struct{ time.Time }

// UnmarshalJSON implements [json.Unmarshaler].
func (t *wireTime) UnmarshalJSON(raw []byte) error {
	var seconds int64
	if err := json.Unmarshal(raw, &seconds); err == nil {
		t.Time = time.Unix(seconds, 0).UTC()
		return nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.000Z"} {
		if at, err := time.Parse(layout, text); err == nil {
			t.Time = at.UTC()
			return nil
		}
	}
	return fmt.Errorf("%q is no time", text)
}

func (w wireUpdate) update() Update {
	u := Update{Kind: w.Kind, Result: w.Result, Started: w.StartTime.Time, Ended: w.EndTime.Time, Message: w.Message, Commit: w.Environment["git.head"],
		Dirty: w.Environment["git.dirty"] == "true", Config: map[string]string{}, Changes: w.ResourceChanges}
	for key, raw := range w.Config {
		var plain string
		var object struct {
			Value  *string `json:"value"`
			Secret bool    `json:"secret"`
		}
		switch {
		case json.Unmarshal(raw, &plain) == nil:
			u.Config[key] = plain
		case json.Unmarshal(raw, &object) == nil && object.Value != nil && !object.Secret:
			u.Config[key] = *object.Value
		default:
			u.Config[key] = string(raw)
		}
	}
	return u
}

// RecordedHistory returns a stack's updates, oldest first, from the file
// backend of a home without running the CLI. A stack that never was changed has none.
func RecordedHistory(home, stack string) ([]Update, error) {
	files, err := filesIn(home, "backend/.pulumi/history/*/"+stack+"/"+stack+"-*.history.json")
	if err != nil {
		return nil, fmt.Errorf("look for the history of stack %s: %w", stack, err)
	}
	slices.Sort(files) // the names end in nanoseconds, all of one length
	var updates []Update
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read the history of stack %s: %w", stack, err)
		}
		var w wireUpdate
		if err := json.Unmarshal(content, &w); err != nil {
			return nil, fmt.Errorf("read the history of stack %s in %s: %w", stack, file, err)
		}
		u := w.update()
		if state := strings.TrimSuffix(file, ".history.json") + ".checkpoint.json"; exists(state) {
			u.state = state
		}
		updates = append(updates, u)
	}
	return updates, nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// History returns a stack's updates, oldest first, as the CLI tells them of any backend.
func (w *Workspace) History(ctx context.Context, stack string) ([]Update, error) {
	out, err := w.output(ctx, "stack", "history", "--stack", stack, "--json", "--page-size", "0")
	if errors.Is(err, ErrNoStack) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var wire []wireUpdate
	if err := json.Unmarshal(out, &wire); err != nil {
		return nil, fmt.Errorf("read the history of stack %s: %w", stack, err)
	}
	var updates []Update
	for _, u := range slices.Backward(wire) { // the CLI begins with the newest
		updates = append(updates, u.update())
	}
	return updates, nil
}
