package preview

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/ops/system"
)

// What stands in place of a secret, and of a value that is not known before the
// change is applied, in a property.
const (
	Secret  = "[secret]"
	Unknown = "[unknown]"
)

// shortestSecret is the length, in bytes, from which a secret's value is
// recognised in other texts. Shorter ones stand in too many words.
const shortestSecret = 6

// Redact takes every value of the secrets out of the report's texts. Properties
// that the engine knows as secret are masked before; this holds what a program
// prints, what a rule quotes, and the same value where it is not marked. What the
// report decides (verdict, counts, operations, levels) it leaves alone: a program
// that calls a word of it secret must not turn it.
func (r *Report) Redact(secrets []string) {
	h := hidden(forms(secrets))
	if len(h) == 0 {
		return
	}
	h.all(r.Reasons)
	h.all(r.Lifted)
	h.all(r.Availability.Before.Regions)
	h.all(r.Availability.After.Regions)
	h.all(r.Blast.Stamps)
	for i := range r.Losses {
		l := &r.Losses[i]
		h.texts(&l.Name)
		h.all(l.Forces)
		h.all(l.Roots)
	}
	for i := range r.Stacks {
		s := &r.Stacks[i]
		h.texts(&s.Unavailable)
		h.all(s.Notes)
		h.steps(s.Steps)
	}
	for _, list := range [][]system.Violation{r.Policies.New, r.Policies.Mended, r.Policies.Standing, r.Policies.Exempted, r.Policies.NotYetKnown} {
		for i := range list {
			v := &list[i]
			h.texts(&v.URN, &v.Resource, &v.Path, &v.Found, &v.Want)
		}
	}
	for i := range r.Drift.Found {
		d := &r.Drift.Found[i]
		h.texts(&d.URN, &d.Type, &d.Name)
		h.properties(d.Properties)
	}
	if r.Failure != nil {
		h.texts(&r.Failure.Message)
	}
}

// hidden are texts that must not be shown, the longest first.
type hidden []string

func (h hidden) text(text string) string {
	for _, secret := range h {
		text = strings.ReplaceAll(text, secret, Secret)
	}
	return text
}

func (h hidden) texts(all ...*string) {
	for _, text := range all {
		*text = h.text(*text)
	}
}

func (h hidden) all(list []string) {
	for i := range list {
		list[i] = h.text(list[i])
	}
}

func (h hidden) steps(all []system.Step) {
	for i := range all {
		h.texts(&all[i].URN, &all[i].Name, &all[i].Type)
		h.properties(all[i].Properties)
	}
}

func (h hidden) properties(all []system.Property) {
	for i := range all {
		h.texts(&all[i].Path)
		all[i].Old, all[i].New = h.value(all[i].Old), h.value(all[i].New)
	}
}

// value takes secrets out of a value as JSON has them, names of members included.
func (h hidden) value(v any) any {
	switch v := v.(type) {
	case string:
		return h.text(v)
	case []any:
		clean := make([]any, len(v))
		for i := range v {
			clean[i] = h.value(v[i])
		}
		return clean
	case map[string]any:
		clean := make(map[string]any, len(v))
		for name, member := range v {
			clean[h.text(name)] = h.value(member)
		}
		return clean
	}
	return v
}

// pair is a part of a connection string, or of a signed link, that is the secret of it.
var pair = regexp.MustCompile(`(?i)(?:^|[;&?])[\w ]*(?:key|secret|password|pwd|token|sig)=([^;&]+)`)

// forms are the texts by which secrets show: as they are, as a Go or JSON string
// has them, encoded, of several lines each line, and of connection strings the
// keys. The longest come first.
func forms(secrets []string) []string {
	var all []string
	add := func(text string) {
		if len(text) >= shortestSecret && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	for _, s := range secrets {
		for _, text := range append(strings.Split(s, "\n"), s) {
			text = strings.TrimSpace(text)
			add(text)
			for _, part := range pair.FindAllStringSubmatch(text, -1) {
				add(part[1])
			}
			if quoted, err := json.Marshal(text); err == nil {
				add(string(quoted[1 : len(quoted)-1]))
			}
			quoted := fmt.Sprintf("%q", text)
			add(quoted[1 : len(quoted)-1])
			if len(text) >= shortestSecret {
				for _, text := range encoded(text) {
					add(text)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return all
}

// encoded are the texts in which programs carry another one: in addresses, in
// hexadecimal, and in base64, there as a part of a longer text, too.
func encoded(text string) []string {
	digits := hex.EncodeToString([]byte(text))
	all := []string{url.QueryEscape(text), url.PathEscape(text), digits, strings.ToUpper(digits)}
	// How many characters at the beginning hold bits of the bytes before the text.
	for before, mixed := range []int{0, 2, 3} {
		raw := append(make([]byte, before), text...)
		whole := len(raw) * 8 / 6
		all = append(all, base64.RawStdEncoding.EncodeToString(raw)[mixed:whole], base64.RawURLEncoding.EncodeToString(raw)[mixed:whole])
	}
	return all
}
