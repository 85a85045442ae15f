package pulumi

import (
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
	URN     string         `json:"urn"`
	ID      string         `json:"id"`
	Custom  bool           `json:"custom"`
	Protect bool           `json:"protect"`
	Inputs  map[string]any `json:"inputs"`
	Outputs map[string]any `json:"outputs"`
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

// step turns the engine's step into ours.
func (s *wireStep) step() Step {
	step := Step{URN: s.URN, Type: s.Type, Name: URNName(s.URN), Op: Op(s.Op), ReplaceKeys: s.Keys}
	if s.Old != nil {
		step.ID, step.Custom, step.Protected, step.Old = s.Old.ID, s.Old.Custom, s.Old.Protect, masked(s.Old.Inputs)
		if s.Old.URN != s.URN {
			step.Alias = s.Old.URN
		}
	}
	if s.New != nil {
		step.Custom, step.Protects, step.New = s.New.Custom, s.New.Protect, masked(s.New.Inputs)
		step.Unprotected = step.Protected && !step.Protects
		if s.New.ID != "" {
			step.ID = s.New.ID
		}
	}
	if step.Op == OpRefresh && s.Old != nil && s.New != nil {
		step.Old, step.New = masked(s.Old.Outputs), masked(s.New.Outputs)
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
	if object == nil {
		return nil
	}
	out := make(map[string]any, len(object))
	for name, value := range object {
		out[name] = mask(value)
	}
	return out
}

func mask(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if v[signatureKey] == secretSignature {
			return Secret
		}
		return masked(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = mask(item)
		}
		return out
	case string:
		if v == unknownValue {
			return Unknown
		}
	}
	return value
}
