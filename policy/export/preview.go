package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// What a preview can be refused for.
var (
	// ErrNoPreview is the error of a file that is no preview.
	ErrNoPreview = errors.New("this is no preview: it has no steps")
	// ErrFailedPreview is the error of a preview of a program that failed.
	ErrFailedPreview = errors.New("this preview failed, and so does not show all resources")
	// ErrUnchangedLeftOut is the error of a preview that only shows what changes.
	ErrUnchangedLeftOut = errors.New("this preview leaves out resources that do not change")
)

// masked is what stands in a preview in place of a secret.
const masked = "[secret]"

// preview is the output of `pulumi preview --json`
// (https://github.com/pulumi/pulumi, pkg/display/json.go).
type preview struct {
	Config        map[string]string `json:"config"`
	Steps         []step            `json:"steps"`
	Diagnostics   []diagnostic      `json:"diagnostics"`
	ChangeSummary map[string]int    `json:"changeSummary"`
}

type step struct {
	Op       string `json:"op"`
	URN      string `json:"urn"`
	OldState *state `json:"oldState"`
	NewState *state `json:"newState"`
}

type diagnostic struct {
	Message  string `json:"message"`
	Severity string `json:"severity"`
}

// Preview reads the output of `pulumi preview --json --show-sames`: the
// resources as they will be. What a resource that is to be updated will return
// is not known, and so not there.
func Preview(raw []byte) ([]*rule.Resource, error) {
	var p preview
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoPreview, err)
	}
	return p.resources()
}

func (p *preview) resources() ([]*rule.Resource, error) {
	if p.Steps == nil && p.ChangeSummary == nil {
		return nil, ErrNoPreview
	}
	for _, d := range p.Diagnostics {
		if d.Severity == "error" {
			return nil, fmt.Errorf("%w: %s", ErrFailedPreview, firstLine(d.Message))
		}
	}
	same := 0
	at := map[string]int{}
	var all []*rule.Resource
	for _, s := range p.Steps {
		if s.Op == "same" {
			same++
		}
		if s.NewState == nil || !s.stays() || strings.HasPrefix(s.NewState.Type, "pulumi:") {
			continue
		}
		r := s.after().resource()
		if i, seen := at[r.URN]; seen { // a replacement has several steps
			all[i] = r
			continue
		}
		at[r.URN] = len(all)
		all = append(all, r)
	}
	if left := p.ChangeSummary["same"] - same; left > 0 {
		return nil, fmt.Errorf("%w: %d of them", ErrUnchangedLeftOut, left)
	}
	return all, nil
}

// stays reports whether the step's new state is one of a resource that is there
// afterwards.
func (s step) stays() bool {
	return !slices.ContainsFunc([]string{"delete", "discard", "remove"}, func(gone string) bool { return strings.HasPrefix(s.Op, gone) })
}

// after is the state of the resource after the step. A preview tells the id, and
// what the provider returned, in the old state only.
func (s step) after() state {
	after := *s.NewState
	after.Inputs, after.Outputs = unmasked(after.Inputs), unmasked(after.Outputs)
	if s.OldState == nil {
		return after
	}
	if after.ID == "" && (s.Op == "same" || s.Op == "update") {
		after.ID = s.OldState.ID
	}
	if len(after.Outputs) == 0 && s.Op == "same" {
		after.Outputs = unmasked(s.OldState.Outputs)
	}
	return after
}

// unmasked puts marks in place of the texts that stand for secrets.
func unmasked(object map[string]any) map[string]any {
	marked, _ := inside(object, unmaskedValue).(map[string]any)
	return marked
}

func unmaskedValue(raw any) any {
	if raw == masked {
		return map[string]any{signature: secretSig}
	}
	return inside(raw, unmaskedValue)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(text), "error: "), "\n")
	return line
}
