package preview

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/ops/system"
)

// Drift is what the target has become since the state was recorded, without
// this change.
type Drift struct {
	// Looked is set when the target was read. A base in a sandbox of its own is
	// not: it has just been deployed, and nobody else reaches it.
	Looked bool      `json:"looked"`
	Found  []Drifted `json:"found,omitempty"`
	// Blind says what no refresh shows.
	Blind []string `json:"blind,omitempty"`
}

// Drifted is one resource that is other than recorded.
type Drifted struct {
	Stack string `json:"stack"`
	URN   string `json:"urn"`
	Type  string `json:"type"`
	Name  string `json:"name"`
	Gone  bool   `json:"gone,omitempty"`
	// Properties are those that differ: recorded and found.
	Properties []system.Property `json:"properties,omitempty"`
	// Benign says why this is noise rather than somebody's edit, "" if it is not.
	Benign string `json:"benign,omitempty"`
}

// blind is what neither a refresh nor the live lists of settings show.
var blind = []string{
	"the values of web apps' settings that were recorded as secret: only whether they are there is compared",
	"the kind of a web app (pulumi-azure-native#4748)",
	"resources that no state knows: tandem status lists what is missing, not what is too much",
}

// take adds what a refresh found.
func (d *Drift) take(stack string, steps []system.Step) {
	// The engine reads resources side by side.
	steps = slices.SortedStableFunc(slices.Values(steps), func(a, b system.Step) int { return cmp.Compare(a.URN, b.URN) })
	for _, s := range masked(steps) {
		found := Drifted{Stack: stack, URN: s.URN, Type: s.Type, Name: s.Name, Gone: s.Op == "delete", Properties: s.Properties}
		found.Benign = benign(found)
		d.Found = append(d.Found, found)
	}
}

// Real lists what is no noise.
func (d Drift) Real() []Drifted {
	return slices.DeleteFunc(slices.Clone(d.Found), func(f Drifted) bool { return f.Benign != "" })
}

// Noise lists what is.
func (d Drift) Noise() []Drifted {
	return slices.DeleteFunc(slices.Clone(d.Found), func(f Drifted) bool { return f.Benign == "" })
}

// undone reports whether a step does nothing but take drift back: what it writes is
// what was recorded.
func (d Drift) undone(s system.Step) bool {
	i := slices.IndexFunc(d.Found, func(f Drifted) bool { return f.URN == s.URN })
	if i < 0 {
		return false
	}
	if d.Found[i].Gone {
		return s.Op == "create"
	}
	if s.Op != "update" || len(s.Properties) == 0 {
		return false
	}
	for _, p := range s.Properties {
		if !slices.ContainsFunc(d.Found[i].Properties, func(f system.Property) bool {
			return f.Path == p.Path && !strings.Contains(shown(p.New), Secret) && reflect.DeepEqual(f.Old, p.New)
		}) {
			return false
		}
	}
	return true
}
