package rule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Finding is one violation, or one value on which a verdict waits.
type Finding struct {
	Rule     *Rule
	Resource *Resource
	// Path is the property, "" when the resource as a whole is meant.
	Path string
	// Found and Want say what stands there and what should.
	Found, Want string
}

// Judge takes a rule's verdicts. Its verbs compare a value with what is wanted:
// they report a violation, or that the value is not known yet, or nothing. The
// argument absent is what Azure takes when the property is not set; nil means
// that it must be set.
type Judge struct {
	rule     *Rule
	resource *Resource
	params   map[string]any
	class    Class
	out      *verdicts
}

type verdicts struct {
	violations []Finding
	unknowns   []Finding
}

// Class is the class of the environment that is judged.
func (j *Judge) Class() Class { return j.class }

// On is the judge of another resource: rules over a graph say with it whose
// finding it is.
func (j *Judge) On(r *Resource) *Judge {
	on := *j
	on.resource = r
	return &on
}

func (j *Judge) param(name string) any {
	if v, ok := j.params[name]; ok {
		return v
	}
	for _, p := range j.rule.Params {
		if p.Name == name {
			if j.class == Test {
				return p.Test
			}
			return p.Production
		}
	}
	panic("rule " + j.rule.ID + " has no parameter " + name)
}

// Number is a parameter of the rule. Asking for one that the rule does not
// declare is a programming error and panics; so do the other getters.
func (j *Judge) Number(name string) float64 { n, _ := j.param(name).(float64); return n }

// Text is a parameter of the rule.
func (j *Judge) Text(name string) string { s, _ := j.param(name).(string); return s }

// Switch is a parameter of the rule.
func (j *Judge) Switch(name string) bool { b, _ := j.param(name).(bool); return b }

// Violated reports a violation at a value. want completes the sentence
// "... is X; wanted: ".
func (j *Judge) Violated(v Value, want string) { j.violated(v.Path(), v.String(), want) }

// ViolatedAs reports a violation at a value with an account of what was found.
func (j *Judge) ViolatedAs(v Value, found, want string) { j.violated(v.Path(), found, want) }

// Missing reports that the resource lacks something that is no property of it.
func (j *Judge) Missing(found, want string) { j.violated("", found, want) }

func (j *Judge) violated(path, found, want string) {
	if j.resource != nil && j.resource.External {
		return
	}
	j.out.violations = append(j.out.violations, Finding{j.rule, j.resource, path, found, want})
}

// NotYetKnown reports that the verdict waits for the value.
func (j *Judge) NotYetKnown(v Value) {
	j.out.unknowns = append(j.out.unknowns, Finding{Rule: j.rule, Resource: j.resource, Path: v.Path()})
}

// Judged reports whether the value can be compared: it is known and of the kind.
// Otherwise it reports why not: an unknown value waits, an absent one counts as
// absent says, another kind is a violation. want is asked only of what is wrong.
func (j *Judge) judged(v Value, kind Kind, absent any, want func() string) (Value, bool) {
	if v.Absent() && absent != nil {
		stand := NewValue(absent)
		stand.up, stand.key, stand.nth = v.up, v.key, v.nth
		v = stand
	}
	switch v.Kind() {
	case kind:
		return v, true
	case KindUnknown:
		j.NotYetKnown(v)
	case KindAbsent:
		j.Violated(v, want())
	default:
		j.ViolatedAs(v, v.Kind().String(), want())
	}
	return v, false
}

// found says what stands at the place: "not set (which means X)" for a default.
func found(original, judged Value) string {
	if original.Absent() && !judged.Absent() {
		return "not set, which means " + judged.String()
	}
	return judged.String()
}

// True demands true.
func (j *Judge) True(v Value, absent any) { j.boolean(v, absent, true) }

// False demands false.
func (j *Judge) False(v Value, absent any) { j.boolean(v, absent, false) }

func (j *Judge) boolean(v Value, absent any, want bool) {
	text := func() string { return strconv.FormatBool(want) }
	if w, ok := j.judged(v, KindBool, absent, text); ok && w.Bool() != want {
		j.ViolatedAs(v, found(v, w), text())
	}
}

// OneOf demands one of the texts. ARM's enumerations do not mind case, nor does this.
func (j *Judge) OneOf(v Value, absent any, texts ...string) {
	want := func() string {
		if len(texts) == 1 {
			return strconv.Quote(texts[0])
		}
		return "one of " + strings.Join(texts, ", ")
	}
	w, ok := j.judged(v, KindText, absent, want)
	if ok && !slices.ContainsFunc(texts, func(t string) bool { return strings.EqualFold(t, w.Text()) }) {
		j.ViolatedAs(v, found(v, w), want())
	}
}

// AtLeast demands a number of at least least.
func (j *Judge) AtLeast(v Value, absent any, least float64) {
	want := func() string { return "at least " + strconv.FormatFloat(least, 'f', -1, 64) }
	if w, ok := j.judged(v, KindNumber, absent, want); ok && w.Number() < least {
		j.ViolatedAs(v, found(v, w), want())
	}
}

// AtMost demands a number of at most most.
func (j *Judge) AtMost(v Value, absent any, most float64) {
	want := func() string { return "at most " + strconv.FormatFloat(most, 'f', -1, 64) }
	if w, ok := j.judged(v, KindNumber, absent, want); ok && w.Number() > most {
		j.ViolatedAs(v, found(v, w), want())
	}
}

// Present demands a value that is not empty.
func (j *Judge) Present(v Value, want string) {
	switch {
	case v.Unknown():
		j.NotYetKnown(v)
	case v.Absent(), v.Kind() == KindText && strings.TrimSpace(v.Text()) == "", v.Kind() == KindList && len(v.Items()) == 0:
		j.Violated(v, want)
	}
}

// TextOf is the text of a value. If it is not known yet, or no text, it says so
// and answers false; what is absent is only false.
func (j *Judge) TextOf(v Value) (string, bool) {
	if v.Absent() {
		return "", false
	}
	_, ok := j.judged(v, KindText, nil, KindText.String)
	return v.Text(), ok
}

// ItemsOf lists the items of a list, objects and texts. If the list is not
// known yet, or no list, it says so; what is absent has no items. An item that
// is not known yet is said so and left out; complete is false when anything was.
func (j *Judge) ItemsOf(v Value) (items []Value, complete bool) {
	if v.Absent() {
		return nil, true
	}
	if _, ok := j.judged(v, KindList, nil, KindList.String); !ok {
		return nil, false
	}
	all := v.Items()
	items = all[:0]
	for _, item := range all {
		if item.Unknown() {
			j.NotYetKnown(item)
			continue
		}
		items = append(items, item)
	}
	return items, len(items) == len(all)
}

// String shows a finding in one line.
func (f Finding) String() string {
	where := f.Resource.Name
	if f.Path != "" {
		where += " " + f.Path
	}
	return fmt.Sprintf("%s: %s is %s; wanted: %s", f.Rule.ID, where, f.Found, f.Want)
}
