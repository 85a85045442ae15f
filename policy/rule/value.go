package rule

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Unknown is the value of a property that the engine has not computed yet.
type Unknown struct{}

// Secret wraps a value that must not be shown.
type Secret struct{ Value any }

// Kind says what a value is.
type Kind int

// The kinds of values. Absent is what is not there and what is null.
const (
	KindAbsent Kind = iota
	KindUnknown
	KindBool
	KindNumber
	KindText
	KindList
	KindObject
)

var kindNames = [...]string{"nothing", "not yet known", "a boolean", "a number", "a text", "a list", "an object"}

// String names the kind with its article.
func (k Kind) String() string { return kindNames[k] }

// Value is one value of a resource's properties and the place where it stands.
// The zero Value is absent.
type Value struct {
	raw    any
	up     *Value // nil for the properties as a whole and for what stands right below
	key    string // member of an object
	nth    int32  // item of a list, from 1
	secret bool
}

// NewValue wraps a tree of map[string]any, []any, string, float64, bool, nil,
// [Unknown] and [Secret]. Anything else is of no kind, and so absent.
func NewValue(raw any) Value { return unwrapped(raw, false) }

func unwrapped(raw any, secret bool) Value {
	for {
		s, ok := raw.(Secret)
		if !ok {
			return Value{raw: raw, secret: secret}
		}
		raw, secret = s.Value, true
	}
}

// Plain is a raw value without what marks it as secret.
func Plain(raw any) any { return unwrapped(raw, false).raw }

// Kind says what the value is.
func (v Value) Kind() Kind {
	switch raw := v.raw.(type) {
	case Unknown:
		return KindUnknown
	case bool:
		return KindBool
	case float64:
		if math.IsNaN(raw) {
			return KindAbsent // the wire carries it, ARM cannot
		}
		return KindNumber
	case string:
		return KindText
	case []any:
		return KindList
	case map[string]any:
		return KindObject
	}
	return KindAbsent
}

// Known reports whether the value is there and known.
func (v Value) Known() bool { k := v.Kind(); return k != KindAbsent && k != KindUnknown }

// Absent reports whether there is no value, or null.
func (v Value) Absent() bool { return v.Kind() == KindAbsent }

// Unknown reports whether the value has not been computed yet.
func (v Value) Unknown() bool { return v.Kind() == KindUnknown }

// Secret reports whether the value must not be shown.
func (v Value) Secret() bool { return v.secret }

// Bool is the boolean, or false for another kind.
func (v Value) Bool() bool { b, _ := v.raw.(bool); return b }

// Number is the number, or 0 for another kind. Numbers are float64, as in JSON.
func (v Value) Number() float64 { n, _ := v.raw.(float64); return n }

// Text is the text, or "" for another kind.
func (v Value) Text() string { s, _ := v.raw.(string); return s }

// Get goes down into objects. Below an unknown value everything is unknown;
// below anything else that is no object, and for a member that is not there,
// the answer is absent.
func (v Value) Get(names ...string) Value {
	for _, name := range names {
		up := v.place()
		switch raw := v.raw.(type) {
		case map[string]any:
			v = unwrapped(raw[name], v.secret)
		case Unknown:
			v = Value{raw: Unknown{}}
		default:
			v = Value{}
		}
		v.up, v.key = up, name
	}
	return v
}

// place is the value as the place of others, nil for the properties as a whole:
// nearly every value that rules read stands right below them.
func (v Value) place() *Value {
	if v.key == "" && v.nth == 0 {
		return nil
	}
	place := v
	return &place
}

// Items lists the items of a list, nothing for another kind.
func (v Value) Items() []Value {
	list, _ := v.raw.([]any)
	if len(list) == 0 {
		return nil
	}
	items := make([]Value, len(list))
	up := v.place()
	for i, raw := range list {
		items[i] = unwrapped(raw, v.secret)
		items[i].up, items[i].nth = up, int32(i+1)
	}
	return items
}

// identity is what an item of a list is addressed by: the name that it bears,
// since the order of a list means nothing to a rule, or else its number. The name
// of a secret item is a secret, too.
func (v Value) identity() string {
	object, _ := v.raw.(map[string]any)
	if v.secret {
		object = nil
	}
	for _, key := range []string{"name", "ruleSetType", "category", "categoryGroup"} {
		if s, ok := object[key].(string); ok && s != "" {
			return s
		}
	}
	return strconv.Itoa(int(v.nth) - 1)
}

// Members lists the names of an object's members, in no order.
func (v Value) Members() []string {
	object, _ := v.raw.(map[string]any)
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	return names
}

// HasUnknown reports whether the value or anything below it is not known yet.
func (v Value) HasUnknown() bool { return hasUnknown(v.raw) }

func hasUnknown(raw any) bool {
	switch raw := raw.(type) {
	case Unknown:
		return true
	case Secret:
		return hasUnknown(raw.Value)
	case []any:
		for _, item := range raw {
			if hasUnknown(item) {
				return true
			}
		}
	case map[string]any:
		for _, member := range raw {
			if hasUnknown(member) {
				return true
			}
		}
	}
	return false
}

// Path is the place of the value, such as siteConfig.ipSecurityRestrictions[edge].action.
func (v Value) Path() string {
	var parts []string
	for at := &v; at != nil && (at.key != "" || at.nth > 0); at = at.up {
		if at.nth > 0 {
			parts = append(parts, "["+at.identity()+"]")
		} else {
			parts = append(parts, at.key)
		}
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		if b.Len() > 0 && parts[i][0] != '[' {
			b.WriteByte('.')
		}
		b.WriteString(parts[i])
	}
	return b.String()
}

// Top is the resource's own property in which the value stands.
func (v Value) Top() string {
	for v.up != nil {
		v = *v.up
	}
	return v.key
}

// String shows the value as a finding does: secrets are masked, lists and
// objects are counted.
func (v Value) String() string {
	if v.secret {
		return "[secret]"
	}
	switch raw := v.raw.(type) {
	case bool:
		return strconv.FormatBool(raw)
	case float64:
		return strconv.FormatFloat(raw, 'f', -1, 64)
	case string:
		return strconv.Quote(raw)
	case []any:
		return fmt.Sprintf("a list of %d", len(raw))
	case map[string]any:
		return "an object"
	case Unknown:
		return "not yet known"
	}
	return "not set"
}
