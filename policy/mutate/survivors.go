package mutate

import (
	"bytes"
	_ "embed" // survivors.yaml
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

//go:embed survivors.yaml
var survivors []byte

// Reason is why no rule notices a mutant.
type Reason string

// The reasons. Equivalent: Azure does the same with it, or does not take it.
// Harmless: it changes something that neither security nor recovery rests on,
// or changes it for the better. Missing: a rule ought to notice, and none does yet.
const (
	Equivalent Reason = "equivalent"
	Harmless   Reason = "harmless"
	Missing    Reason = "missing"
)

// Row classifies mutants that survive. In Type, Path and New, * stands for any
// text (\* for a star), ? for any character and | between alternatives; positions and names of items
// stand as [] in Path.
type Row struct {
	Type   string   `yaml:"type"` // without azure-native:
	Path   string   `yaml:"path"`
	Kinds  []Kind   `yaml:"kind"`
	New    []string `yaml:"new"` // what the value became; any without it
	Reason Reason   `yaml:"reason"`
	Why    string   `yaml:"why"`

	typ, path *regexp.Regexp
	values    []*regexp.Regexp
}

// Survivors reads survivors.yaml, which the package carries.
func Survivors() ([]*Row, error) { return parse(survivors) }

func parse(raw []byte) ([]*Row, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	var rows []*Row
	if err := decoder.Decode(&rows); err != nil {
		return nil, fmt.Errorf("survivors.yaml: %w", err)
	}
	for _, r := range rows {
		if r.Type == "" || len(r.Kinds) == 0 || len(r.Why) < 10 || !slices.Contains([]Reason{Equivalent, Harmless, Missing}, r.Reason) {
			return nil, fmt.Errorf("survivors.yaml: %s: give each row a type, a kind, a reason (equivalent, harmless or missing) and why", r)
		}
		r.typ, r.path = glob(r.Type), glob(r.Path)
		for _, value := range r.New {
			r.values = append(r.values, glob(value))
		}
	}
	return rows, nil
}

func glob(pattern string) *regexp.Regexp {
	quoted := strings.NewReplacer(`\\\*`, `\*`, `\*`, ".*", `\?`, ".", `\|`, "|").Replace(regexp.QuoteMeta(pattern))
	return regexp.MustCompile("^(?s:" + quoted + ")$")
}

// String shows the row as its file has it.
func (r *Row) String() string {
	return fmt.Sprintf("{type: %s, path: %q, kind: %v, new: %v}", r.Type, r.Path, r.Kinds, r.New)
}

// Matches reports whether the row speaks of a mutant.
func (r *Row) Matches(m Mutant) bool {
	if !slices.Contains(r.Kinds, m.Kind) || !r.typ.MatchString(strings.TrimPrefix(m.Resource.Type, "azure-native:")) || !r.path.MatchString(m.Pattern()) {
		return false
	}
	shown := show(m.New)
	return len(r.values) == 0 || slices.ContainsFunc(r.values, func(v *regexp.Regexp) bool { return v.MatchString(shown) })
}

// Classification is what rows make of verdicts.
type Classification struct {
	// Unclassified are the survivors of which no row speaks.
	Unclassified []Mutant
	// Missing are the survivors of which a row says that a rule is missing.
	Missing []Mutant
	// Stale are the rows that speak of no survivor.
	Stale []*Row
}

// Classify holds survivors against rows. What Azure refuses needs none.
func Classify(rows []*Row, verdicts []Verdict) Classification {
	var c Classification
	used := map[*Row]bool{}
	for _, v := range verdicts {
		if v.Killed() || v.Mutant.Refused != "" {
			continue
		}
		reasons := map[Reason]bool{}
		for _, r := range rows {
			if r.Matches(v.Mutant) {
				used[r], reasons[r.Reason] = true, true
			}
		}
		switch {
		case len(reasons) == 0:
			c.Unclassified = append(c.Unclassified, v.Mutant)
		case reasons[Missing]:
			c.Missing = append(c.Missing, v.Mutant)
		}
	}
	for _, r := range rows {
		if !used[r] {
			c.Stale = append(c.Stale, r)
		}
	}
	return c
}
