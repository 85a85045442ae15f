package system

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"
)

// Deployed is one change of a stack that succeeded, as the state backend keeps it.
type Deployed struct {
	Time time.Time
	// Revision and ImageDigest are what the stack put out then; the image is empty
	// for a stack that runs none.
	Revision, ImageDigest string
	// Gone is set where nothing stood afterwards.
	Gone bool
	// Changes counts resources by operation: create, update, replace, delete.
	Changes map[string]int
	// Resources is what stood afterwards; nil where the backend does not tell.
	Resources []Standing
}

// Standing is a resource as a state records it.
type Standing struct {
	URN, Type, Name, ID string
	Inputs              map[string]any
}

// Moment is a point in a system's past: the last deployment of a revision, or a time.
type Moment struct {
	// Asked is how somebody named it.
	Asked string `json:"asked"`
	// Revision is a commit or the beginning of one; empty for a time.
	Revision string    `json:"revision,omitempty"`
	Time     time.Time `json:"time"`
}

// Since is what changed in a system between two moments.
type Since struct {
	From   Moment       `json:"from"`
	To     Moment       `json:"to"`
	Stacks []StackSince `json:"stacks"`
	// Notes are what one has to know to read the rest rightly.
	Notes []string `json:"notes"`
}

// StackSince is what changed in one stack.
type StackSince struct {
	Stack string `json:"stack"`
	// Address is where the stack's part of the system answers today.
	Address string `json:"address"`
	// From and To are nil where nothing stood.
	From *Point `json:"from"`
	To   *Point `json:"to"`
	// Deployments counts those that lie between, the last one included.
	Deployments int            `json:"deployments"`
	Counts      map[string]int `json:"counts"`
	// Resources are those that differ between the two moments; nil where the
	// backend does not tell, and Counts sums up what each deployment did.
	Resources []Difference `json:"resources"`
}

// Point is what ran after a deployment.
type Point struct {
	Revision    string    `json:"revision"`
	ImageDigest string    `json:"imageDigest,omitempty"`
	Time        time.Time `json:"time"`
}

// Difference is a resource that is not what it was.
type Difference struct {
	Op   string `json:"op"` // create, update, replace, delete
	Type string `json:"type"`
	Name string `json:"name"`
	// Properties are the inputs that differ.
	Properties []string `json:"properties,omitempty"`
}

// UnknownMomentError says that nothing was deployed by the name that was asked for.
type UnknownMomentError struct {
	Asked string
	Known []string // revisions that were deployed, newest first
}

// Error names what there is instead.
func (e *UnknownMomentError) Error() string {
	if len(e.Known) == 0 {
		return "nothing has been deployed that this state backend knows of"
	}
	return fmt.Sprintf("%s was never deployed here: the revisions that were, newest first: %s", e.Asked, strings.Join(e.Known, ", "))
}

// Changed says what changed between two moments in the stacks' histories, each
// oldest first. A nil end means now. Revisions are compared as commits, without
// regard to a mark of changed files.
func Changed(stacks []string, histories map[string][]Deployed, from Moment, to *Moment, bare func(string) string) (Since, error) {
	s := Since{From: from, To: Moment{Asked: "now"}, Notes: []string{}}
	if err := s.From.place(histories, bare); err != nil {
		return Since{}, err
	}
	if to != nil {
		s.To = *to
		if err := s.To.place(histories, bare); err != nil {
			return Since{}, err
		}
	}
	for _, stack := range stacks {
		history := histories[stack]
		begin, end := s.From.in(history, bare), len(history)-1
		if to != nil {
			end = s.To.in(history, bare)
		}
		if end < begin {
			return Since{}, fmt.Errorf("%s is older than %s in stack %s: exchange them", s.To.Asked, s.From.Asked, stack)
		}
		s.Stacks = append(s.Stacks, between(stack, history, begin, end))
	}
	return s, nil
}

// place finds when a revision was deployed last, and refuses one that never was.
func (m *Moment) place(histories map[string][]Deployed, bare func(string) string) error {
	var known []Deployed
	for _, history := range histories {
		known = append(known, history...)
		if i := m.match(history, bare); i >= 0 && history[i].Time.After(m.Time) {
			m.Time = history[i].Time
		}
	}
	if len(known) > 0 && (m.Revision == "" || !m.Time.IsZero()) {
		return nil
	}
	sort.SliceStable(known, func(i, j int) bool { return known[i].Time.After(known[j].Time) })
	unknown := &UnknownMomentError{Asked: m.Asked}
	for _, d := range known {
		const show = 10
		if !slices.Contains(unknown.Known, d.Revision) && len(unknown.Known) < show {
			unknown.Known = append(unknown.Known, d.Revision)
		}
	}
	return unknown
}

// match is the last deployment of the moment's revision, -1 for none.
func (m *Moment) match(history []Deployed, bare func(string) string) int {
	for i, d := range slices.Backward(history) {
		if m.Revision != "" && strings.HasPrefix(bare(d.Revision), m.Revision) {
			return i
		}
	}
	return -1
}

// in is the deployment that stood at the moment, -1 if nothing did. A stack
// that never had the revision counts with what it had when the others got it.
func (m *Moment) in(history []Deployed, bare func(string) string) int {
	if i := m.match(history, bare); i >= 0 {
		return i
	}
	last := -1
	for i, d := range history {
		if !d.Time.After(m.Time) {
			last = i
		}
	}
	return last
}

func between(stack string, history []Deployed, begin, end int) StackSince {
	s := StackSince{Stack: stack, From: point(history, begin), To: point(history, end), Deployments: end - begin, Counts: map[string]int{}}
	var old, now []Standing
	known := true
	if begin >= 0 {
		old, known = history[begin].Resources, history[begin].Resources != nil
	}
	if end >= 0 {
		now, known = history[end].Resources, known && history[end].Resources != nil
	}
	if known {
		s.Resources = differences(old, now)
		for _, d := range s.Resources {
			s.Counts[d.Op]++
		}
		return s
	}
	for _, d := range history[begin+1 : end+1] {
		for op, n := range d.Changes {
			if op != "same" {
				s.Counts[op] += n
			}
		}
	}
	return s
}

func point(history []Deployed, i int) *Point {
	if i < 0 || history[i].Gone {
		return nil
	}
	d := history[i]
	return &Point{Revision: d.Revision, ImageDigest: d.ImageDigest, Time: d.Time}
}

// differences compares what stood with what stands, by URN.
func differences(old, now []Standing) []Difference {
	before := map[string]Standing{}
	for _, r := range old {
		before[r.URN] = r
	}
	all := []Difference{}
	for _, r := range now {
		was, existed := before[r.URN]
		delete(before, r.URN)
		d := Difference{Op: "update", Type: r.Type, Name: r.Name}
		switch {
		case !existed:
			d.Op = "create"
		case !strings.EqualFold(was.ID, r.ID):
			d.Op = "replace"
		}
		if existed {
			d.Properties = changedInputs(was.Inputs, r.Inputs)
		}
		if d.Op != "update" || len(d.Properties) > 0 {
			all = append(all, d)
		}
	}
	for _, urn := range slices.Sorted(maps.Keys(before)) {
		all = append(all, Difference{Op: "delete", Type: before[urn].Type, Name: before[urn].Name})
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// changedInputs names the inputs that are not the same; what the provider adds for
// itself (__defaults) is none of them.
func changedInputs(old, now map[string]any) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if !strings.HasPrefix(name, "__") && !reflect.DeepEqual(old[name], now[name]) {
			names = append(names, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old)) {
		if _, still := now[name]; !still && !strings.HasPrefix(name, "__") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
