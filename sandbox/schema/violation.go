package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// Kind says what is wrong with a value.
type Kind string

// The kinds of violations.
const (
	UnknownProperty Kind = "unknown property"
	MissingRequired Kind = "missing required property"
	WrongType       Kind = "wrong type"
	NotInEnum       Kind = "value not allowed"
	OutOfRange      Kind = "out of range"
	BadLength       Kind = "bad length"
	BadPattern      Kind = "pattern not matched"
)

// Violation is one fault of a body.
type Violation struct {
	Path     string // properties.sku.name, properties.ipRules[0].value; "" is the body itself
	Kind     Kind
	Found    string // "" where nothing was found
	Expected string
}

// String says what is wrong in one sentence.
func (v Violation) String() string {
	place := v.Path
	if place == "" {
		place = "request body"
	}
	switch v.Kind {
	case UnknownProperty:
		if v.Expected == "" {
			return fmt.Sprintf("Could not find member '%s'. Path '%s'.", v.Found, place)
		}
		return fmt.Sprintf("Could not find member '%s'. Path '%s'. Did you mean '%s'?", v.Found, place, v.Expected)
	case MissingRequired:
		return fmt.Sprintf("Required property '%s' not found in JSON. Path '%s'.", last(place), place)
	case WrongType:
		return fmt.Sprintf("Error converting value %s to %s. Path '%s'.", v.Found, v.Expected, place)
	default:
		return fmt.Sprintf("The value %s is invalid (%s): expected %s. Path '%s'.", v.Found, v.Kind, v.Expected, place)
	}
}

func last(path string) string {
	return path[strings.LastIndexByte(path, '.')+1:]
}

// show writes a value for a message, cut to a bearable length. Values of
// sensitive strings never come here.
func show(value any) string {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprintf("of type %T", value)
	}
	const longest = 80
	if len(raw) <= longest {
		return string(raw)
	}
	cut := longest
	for cut > 0 && !utf8.RuneStart(raw[cut]) {
		cut--
	}
	return string(raw[:cut]) + "..."
}

// number reads a JSON number however it was decoded.
func number(value any) (float64, bool) {
	switch v := value.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil && !math.IsInf(f, 0)
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	case float32:
		return float64(v), true
	case int:
		return float64(v), true
	case int32:
		return float64(v), true
	case int64:
		return float64(v), true
	}
	return 0, false
}

// join appends a property to a path.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func bounds(low, high *int, unit string) string {
	switch {
	case low != nil && high != nil:
		return fmt.Sprintf("%d to %d%s", *low, *high, unit)
	case low != nil:
		return fmt.Sprintf("at least %d%s", *low, unit)
	default:
		return fmt.Sprintf("at most %d%s", *high, unit)
	}
}
