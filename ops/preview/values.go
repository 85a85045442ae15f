package preview

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/ops/system"
)

// masked hides both values of a property of which one is secret: what becomes a
// secret, or ceases to be one, is often the same value.
func masked(steps []system.Step) []system.Step {
	all := make([]system.Step, len(steps))
	for i, s := range steps {
		properties := make([]system.Property, len(s.Properties))
		for j, p := range s.Properties {
			p.Old, p.New = together(p.Old, p.New)
			properties[j] = p
		}
		if len(properties) > 0 {
			s.Properties = properties
		}
		all[i] = s
	}
	return all
}

// together hides in both values what is secret in one of them, at any depth.
// Where it cannot be told which part is which, all of both is hidden. What is not
// there hides nothing of the other.
func together(old, now any) (any, any) {
	if old == nil || now == nil || !holdsSecret(old) && !holdsSecret(now) {
		return old, now
	}
	switch a := old.(type) {
	case map[string]any:
		if b, ok := now.(map[string]any); ok {
			return members(a, b)
		}
	case []any:
		if b, ok := now.([]any); ok && len(a) == len(b) {
			x, y := make([]any, len(a)), make([]any, len(b))
			for i := range a {
				x[i], y[i] = together(a[i], b[i])
			}
			return x, y
		}
	}
	return hide(old), hide(now)
}

func members(old, now map[string]any) (a, b map[string]any) {
	a, b = map[string]any{}, map[string]any{}
	for name := range old {
		a[name], _ = together(old[name], now[name])
	}
	for name := range now {
		_, b[name] = together(old[name], now[name])
	}
	return a, b
}

func holdsSecret(v any) bool {
	switch v := v.(type) {
	case string:
		return v == Secret
	case []any:
		return slices.ContainsFunc(v, holdsSecret)
	case map[string]any:
		for _, member := range v {
			if holdsSecret(member) {
				return true
			}
		}
	}
	return false
}

func hide(v any) any {
	if v == nil || v == Unknown {
		return v
	}
	return Secret
}

// around is how many characters that both values share are shown on each side of
// where they differ.
const around = 24

// property shows a property's values before and after.
func (s style) property(p system.Property) string {
	text := s.code(p.Path) + ": "
	old, now := shown(p.Old), shown(p.New)
	if len([]rune(old)) > s.longest || len([]rune(now)) > s.longest {
		old, now = window(old, now, s.longest)
	}
	text += s.value(p.Old, old) + " → " + s.value(p.New, now)
	if p.Replaces {
		text += " (forces a replacement)"
	}
	return text
}

func (s style) value(v any, text string) string {
	switch v {
	case nil:
		return "not set"
	case Secret:
		return "(secret)"
	case Unknown:
		return "(not yet known)"
	}
	return s.code(text)
}

func shown(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// window shortens two long values to where they differ, each with the number of
// characters that are left out.
func window(old, now string, longest int) (string, string) {
	a, b := []rune(old), []rune(now)
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	from := max(0, same-around)
	part := func(r []rune) string {
		to := min(len(r), from+longest)
		text := string(r[from:to])
		if from > 0 {
			text = "…" + text
		}
		if to < len(r) {
			text += "…"
		}
		if left := from + len(r) - to; left > 0 {
			text += fmt.Sprintf(" (%d more characters)", left)
		}
		return text
	}
	return part(a), part(b)
}
