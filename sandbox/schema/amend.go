package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// extra is an entry of extras.json: values that Azure takes at an enum
// although the specification does not list them.
type extra struct {
	Type   string   `json:"type"`
	Path   string   `json:"path"` // properties.a.b[].c
	Values []string `json:"values"`
	Source string   `json:"source"`
}

// rule is an entry of rules.json: what Azure refuses although the
// specification takes it, or, with Fraction, a number that may have decimals
// where the specification's readers write "integer".
type rule struct {
	Type     string   `json:"type"`
	Path     string   `json:"path"` // as of extras; * stands for any property name
	Values   []string `json:"values,omitempty"`
	Pattern  string   `json:"pattern,omitempty"`
	Required bool     `json:"required,omitempty"`
	Fraction bool     `json:"fraction,omitempty"`
	Min      *int     `json:"min,omitempty"`
	Max      *int     `json:"max,omitempty"`
	Source   string   `json:"source"`

	segments []string
	pattern  func() *regexp.Regexp // nil for none
}

// amendments are what the two hand-written files say.
type amendments struct {
	extras []extra
	rules  []rule
}

// amendmentsTo reads the two hand-written files. An entry that names no type of the
// set, no path or no source is a fault of the file.
func (s *Set) amendmentsTo(extras, rules []byte) (a amendments, err error) {
	faults := []error{decode("extras.json", extras, &a.extras), decode("rules.json", rules, &a.rules)}
	for _, e := range a.extras {
		if len(s.types[strings.ToLower(e.Type)]) == 0 || e.Path == "" || len(e.Values) == 0 || e.Source == "" {
			faults = append(faults, fmt.Errorf("extras.json: %s %s: unknown type, or path, values or source missing", e.Type, e.Path))
		}
	}
	for i := range a.rules {
		r := &a.rules[i]
		if len(s.types[strings.ToLower(r.Type)]) == 0 || r.Path == "" || r.Source == "" {
			faults = append(faults, fmt.Errorf("rules.json: %s %s: unknown type, or path or source missing", r.Type, r.Path))
		}
		r.segments = strings.Split(r.Path, ".")
		if r.Pattern != "" {
			r.pattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(r.Pattern) })
		}
	}
	return a, errors.Join(faults...)
}

// amend adds them to the types, at every api-version that the set holds.
func (s *Set) amend(a amendments) {
	for _, e := range a.extras {
		for _, t := range s.types[strings.ToLower(e.Type)] {
			t.tolerate(e)
		}
	}
	for _, r := range a.rules {
		for _, t := range s.types[strings.ToLower(r.Type)] {
			t.rules = append(t.rules, r)
		}
	}
}

func decode(name string, raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (t *Type) tolerate(e extra) {
	if t.extra == nil {
		t.extra = map[string]map[string]bool{}
	}
	if t.extra[e.Path] == nil {
		t.extra[e.Path] = map[string]bool{}
	}
	for _, value := range e.Values {
		t.extra[e.Path][value] = true
	}
}

// fractional tells whether a number may have decimals.
func (t *Type) fractional(path string) bool {
	segments := strings.Split(path, ".")
	for _, r := range t.rules {
		if r.Fraction && r.covers(segments) {
			return true
		}
	}
	return false
}

func (r rule) covers(segments []string) bool {
	if len(segments) != len(r.segments) {
		return false
	}
	for i, segment := range r.segments {
		if segment != segments[i] && segment != "*" {
			return false
		}
	}
	return true
}

// check applies the rule wherever its path leads in the body.
func (r rule) check(c *checker, body map[string]any) {
	if !r.Fraction {
		r.walk(c, body, r.segments, "")
	}
}

func (r rule) walk(c *checker, body map[string]any, segments []string, path string) {
	name, list := strings.CutSuffix(segments[0], "[]")
	members := []string{name}
	if name == "*" {
		members = keys(body)
	}
	for _, member := range members {
		place := join(path, member)
		values := []any{body[member]}
		if list {
			values, _ = body[member].([]any)
		}
		for i, value := range values {
			at := place
			if list {
				at = place + "[" + show(i) + "]"
			}
			if len(segments) == 1 {
				r.value(c, value, at)
			} else if next, ok := value.(map[string]any); ok {
				r.walk(c, next, segments[1:], at)
			}
		}
	}
}

func (r rule) value(c *checker, value any, path string) {
	if value == nil {
		if r.Required && !c.options.Partial {
			c.report(path, MissingRequired, "", "a value")
		}
		return
	}
	if f, ok := number(value); ok && (r.Min != nil || r.Max != nil) {
		if r.Min != nil && f < float64(*r.Min) || r.Max != nil && f > float64(*r.Max) {
			c.report(path, OutOfRange, show(value), bounds(r.Min, r.Max, ""))
		}
		return
	}
	s, ok := value.(string)
	if !ok {
		return // the type itself has been checked against the specification
	}
	if len(r.Values) > 0 && !contains(r.Values, s) {
		c.report(path, NotInEnum, show(value), oneOf(r.Values))
	}
	if r.pattern != nil && !r.pattern().MatchString(s) {
		c.report(path, BadPattern, show(value), "a match of "+r.Pattern)
	}
}

func contains(values []string, s string) bool {
	for _, value := range values {
		if value == s {
			return true
		}
	}
	return false
}
