package preview

import (
	"encoding/json"
	"fmt"
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
			if p.Old == Secret || p.New == Secret {
				p.Old, p.New = hide(p.Old), hide(p.New)
			}
			properties[j] = p
		}
		if len(properties) > 0 {
			s.Properties = properties
		}
		all[i] = s
	}
	return all
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
