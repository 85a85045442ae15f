package pulumi

import (
	"encoding/json"
	"regexp"
	"sort"
	"strings"
	"time"
)

// The engine's events, as the CLI writes them: one JSON object a line, with
// one of the fields set.
type wireEvent struct {
	Timestamp   int64           `json:"timestamp"`
	Diagnostic  *wireDiagnostic `json:"diagnosticEvent"`
	Stdout      *wireDiagnostic `json:"stdoutEvent"`
	Pre         *wireResource   `json:"resourcePreEvent"`
	Outputs     *wireResource   `json:"resOutputsEvent"`
	Failed      *wireResource   `json:"resOpFailedEvent"`
	Policy      *wirePolicy     `json:"policyEvent"`
	Summary     *wireSummary    `json:"summaryEvent"`
	EngineError *wireError      `json:"errorEvent"`
}

type wireDiagnostic struct {
	URN       string `json:"urn"`
	Prefix    string `json:"prefix"`
	Message   string `json:"message"`
	Severity  string `json:"severity"`
	Ephemeral bool   `json:"ephemeral"`
}

type wireError struct {
	Error string `json:"error"`
}

type wireResource struct {
	Metadata wireStep `json:"metadata"`
	Planning bool     `json:"planning"`
}

type wireStep struct {
	Op           string              `json:"op"`
	URN          string              `json:"urn"`
	Type         string              `json:"type"`
	Old          *wireState          `json:"old"`
	New          *wireState          `json:"new"`
	Keys         []string            `json:"keys"`
	Diffs        []string            `json:"diffs"`
	DetailedDiff map[string]wireDiff `json:"detailedDiff"`
}

type wireState struct {
	URN     string     `json:"urn"`
	ID      string     `json:"id"`
	Custom  bool       `json:"custom"`
	Protect bool       `json:"protect"`
	Inputs  wireObject `json:"inputs"`
	Outputs wireObject `json:"outputs"`
}

// wireObject is an object as the engine wrote it. Most of an event are objects that
// nobody reads: outputs, and what an earlier event of the same step has told.
type wireObject = json.RawMessage

// object is what a reader may see of it.
func object(raw wireObject) (map[string]any, error) {
	if raw == nil {
		return nil, nil
	}
	var values map[string]any
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, err
	}
	return masked(values), nil
}

type wireDiff struct {
	Kind      string `json:"diffKind"`
	InputDiff bool   `json:"inputDiff"`
}

type wirePolicy struct {
	URN     string `json:"resourceUrn"`
	Message string `json:"message"`
	Policy  string `json:"policyName"`
	Pack    string `json:"policyPackName"`
	Level   string `json:"enforcementLevel"`
}

type wireSummary struct {
	Changes map[string]int `json:"resourceChanges"`
}

const stackType = "pulumi:pulumi:Stack"

// markup is the engine's colour markup.
var markup = regexp.MustCompile(`<\{%[^%]*%\}>`)

func plain(text string) string {
	return strings.TrimSpace(markup.ReplaceAllString(text, ""))
}

func (e *wireEvent) at() time.Time { return time.Unix(e.Timestamp, 0) }

func (d *wireDiagnostic) diagnostic() Diagnostic {
	return Diagnostic{URN: d.URN, Severity: Severity(d.Severity), Message: plain(d.Message)}
}

func (p *wirePolicy) violation() Violation {
	return Violation{Pack: p.Pack, Policy: p.Policy, URN: p.URN, Level: p.Level, Message: plain(p.Message)}
}

// values are the objects of a step: the inputs before and after or, of a refresh, the
// recorded and the found outputs. An object is nil where there is none.
func (s *wireStep) values() (old, now wireObject) {
	if Op(s.Op) == OpRefresh && s.Old != nil && s.New != nil {
		return s.Old.Outputs, s.New.Outputs
	}
	if s.Old != nil {
		old = s.Old.Inputs
	}
	if s.New != nil {
		now = s.New.Inputs
	}
	return old, now
}

// step turns the engine's step into ours, without its values.
func (s *wireStep) step() Step {
	step := Step{URN: s.URN, Type: s.Type, Name: URNName(s.URN), Op: Op(s.Op), ReplaceKeys: s.Keys}
	if s.Old != nil {
		step.ID, step.Custom, step.Protected = s.Old.ID, s.Old.Custom, s.Old.Protect
		if s.Old.URN != s.URN {
			step.Alias = s.Old.URN
		}
	}
	if s.New != nil {
		step.Custom, step.Protects = s.New.Custom, s.New.Protect
		step.Unprotected = step.Protected && !step.Protects
		if s.New.ID != "" {
			step.ID = s.New.ID
		}
	}
	for path, diff := range s.DetailedDiff {
		kind, replaces := strings.CutSuffix(diff.Kind, "-replace")
		step.Diff = append(step.Diff, PropertyChange{Path: path, Kind: kind, Replace: replaces, Input: diff.InputDiff})
	}
	if len(s.DetailedDiff) == 0 {
		for _, key := range s.Diffs {
			step.Diff = append(step.Diff, PropertyChange{Path: key, Kind: "update", Input: true})
		}
	}
	sort.Slice(step.Diff, func(i, j int) bool { return step.Diff[i].Path < step.Diff[j].Path })
	return step
}

// The engine writes secrets and unknown values as markers, which readers of a
// result should not have to know.
const (
	signatureKey    = "4dabf18193072939515e22adb298388d"
	secretSignature = "1b47061264138c4ac30d75fd1eb44270"
	unknownValue    = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

	// Secret and Unknown stand for such values in a Step and in a Result.
	Secret  = "[secret]"
	Unknown = "[unknown]"
)

// masked replaces the engine's markers in an object.
func masked(object map[string]any) map[string]any {
	for name, value := range object {
		object[name] = mask(value)
	}
	return object
}

func mask(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if v[signatureKey] == secretSignature {
			return Secret
		}
		return masked(v)
	case []any:
		for i, item := range v {
			v[i] = mask(item)
		}
	case string:
		if v == unknownValue {
			return Unknown
		}
	}
	return value
}
