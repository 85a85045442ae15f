package mutate

import (
	"errors"
	"regexp"
	"strings"

	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/sandbox/schema"
)

// refusals knows which mutants Azure does not take: those whose body ARM's
// specification forbids, and those that would lie in what does not exist.
type refusals struct {
	types  *schema.Set
	near   *near
	before map[*rule.Resource]map[string]bool // what the check says of the unbroken
}

// why tells why Azure refuses a mutant, "" if it may take it.
func (f *refusals) why(m Mutant, mutated *rule.Resource) string {
	_, res, known := formOf(f.types, m.Resource)
	if !known || mutated == nil || m.Kind == Unprotected {
		return ""
	}
	if len(m.place) == 1 && isPathInput(res, m.place[0].name) {
		if err := f.lies(res, mutated); err != nil {
			return err.Error()
		}
		return ""
	}
	if f.before[m.Resource] == nil {
		f.before[m.Resource] = f.faults(res, m.Resource, "")
	}
	first := ""
	for fault := range f.faults(res, mutated, m.place[0].name) {
		if !f.before[m.Resource][fault] && (first == "" || fault < first) {
			first = fault
		}
	}
	return first
}

func isPathInput(res *meta.Resource, name string) bool {
	return res.InputShape().Place(name) == nil
}

var (
	errNoParent = errors.New("what it is to lie in does not exist")
	errTaken    = errors.New("another resource has this id")
)

// lies checks that there is what the resource is to lie in.
func (f *refusals) lies(res *meta.Resource, r *rule.Resource) error {
	id, err := res.ID(subscriptionOf(r.ID), r.Props)
	if err != nil {
		return err
	}
	parent := parentOf(strings.ToLower(id))
	if parent != "" && f.near.ids[parent] == nil && f.near.ids[parentOf(strings.ToLower(r.ID))] != nil {
		return errNoParent
	}
	if other := f.near.ids[strings.ToLower(id)]; other != nil && other.URN != r.URN {
		return errTaken
	}
	return nil
}

// faults lists what ARM's specification says against what the program writes.
func (f *refusals) faults(res *meta.Resource, r *rule.Resource, also string) map[string]bool {
	inputs := map[string]any{}
	for name, value := range r.Props {
		if _, set := r.PropertyDependencies[name]; set || name == also {
			inputs[name] = bare(value)
		}
	}
	found := map[string]bool{}
	body, err := res.Body(inputs)
	if err != nil {
		found[err.Error()] = true
		return found
	}
	typ, refused := f.types.Lookup(res.ARMType(), res.APIVersion(inputs))
	if refused != nil {
		return found
	}
	for _, v := range typ.Validate(body, schema.Options{Name: rule.AzureName(r)}) {
		found[v.String()] = true
	}
	return found
}

// bare is a value without the marks of secrets; what is not known is left out.
func bare(value any) any {
	switch v := rule.Plain(value).(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, inner := range v {
			out[name] = bare(inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = bare(inner)
		}
		return out
	case rule.Unknown:
		return nil
	default:
		return v
	}
}

var subscription = regexp.MustCompile(`(?i)^/subscriptions/([^/]+)`)

func subscriptionOf(id string) string {
	if m := subscription.FindStringSubmatch(id); m != nil {
		return m[1]
	}
	return "unknown"
}

// parentOf is the id of what a resource lies in: its parent, or its group; ""
// for what lies in a subscription or in another service's resource.
func parentOf(id string) string {
	at, rest, found := cutLast(id, "/providers/")
	if !found {
		return ""
	}
	segments := strings.Split(rest, "/")
	if len(segments) <= 3 {
		if strings.Count(at, "/") == 4 {
			return at
		}
		return ""
	}
	return at + "/providers/" + strings.Join(segments[:len(segments)-2], "/")
}

func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}
