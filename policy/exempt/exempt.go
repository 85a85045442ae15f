package exempt

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/policy/rule"
)

// MostDays is how far ahead of today an exemption may end.
const MostDays = 90

// Entry is one exemption.
type Entry struct {
	Rule     string
	Resource string // a URN, or stack/name
	Reason   string
	Owner    string
	// Expires is midnight UTC at the beginning of the last day on which the
	// entry holds.
	Expires time.Time
	// Line is where the entry begins in its file.
	Line int
}

// String names the entry by what it exempts from what.
func (e *Entry) String() string { return e.Rule + " for " + e.Resource }

// Stack is the stack that the entry's resource belongs to.
func (e *Entry) Stack() string {
	if isURN(e.Resource) {
		return (&rule.Resource{URN: e.Resource}).Stack()
	}
	stack, _, _ := strings.Cut(e.Resource, "/")
	return stack
}

// expired reports whether the entry's last day is over.
func (e *Entry) expired(now time.Time) bool { return !now.Before(e.Expires.AddDate(0, 0, 1)) }

// covers reports whether the entry is about the resource.
func (e *Entry) covers(r *rule.Resource) bool {
	if isURN(e.Resource) {
		return e.Resource == r.URN
	}
	return e.Resource == r.Stack()+"/"+r.Name
}

func isURN(resource string) bool { return strings.HasPrefix(resource, "urn:pulumi:") }

// List is the exemptions of one file. The nil List has none.
type List struct {
	// File is where the entries stand.
	File    string
	Entries []*Entry
}

// Use is an exemption that took violations out of a report.
type Use struct {
	Entry    *Entry
	Findings []rule.Finding
}

// Find is the entry that accepts the finding now, or nil.
func (l *List) Find(f rule.Finding, now time.Time) *Entry {
	if l == nil {
		return nil
	}
	for _, e := range l.Entries {
		if e.Rule == f.Rule.ID && !e.expired(now) && e.covers(f.Resource) {
			return e
		}
	}
	return nil
}

// Apply takes the violations that are accepted now out of a report, and says
// which entries did it, in the order of the file.
func (l *List) Apply(report rule.Report, now time.Time) (rule.Report, []Use) {
	taken := map[*Entry][]rule.Finding{}
	rest := report
	rest.Violations = nil
	for _, f := range report.Violations {
		if e := l.Find(f, now); e != nil {
			taken[e] = append(taken[e], f)
		} else {
			rest.Violations = append(rest.Violations, f)
		}
	}
	var uses []Use
	if l != nil {
		for _, e := range l.Entries {
			if len(taken[e]) > 0 {
				uses = append(uses, Use{e, taken[e]})
			}
		}
	}
	return rest, uses
}

// Unused lists a [Fault] for each entry that accepts nothing, although its rule
// was judged on all resources of the stack that it names. Stacks are those whose
// resources were all in the graph. An entry whose rule was not judged, or still
// waits for a value, may yet be of use and is not listed.
func (l *List) Unused(report rule.Report, uses []Use, stacks []string) []error {
	if l == nil {
		return nil
	}
	open := map[string]bool{}
	for _, r := range report.NotJudged {
		open[r.ID] = true
	}
	for _, f := range report.NotYetKnown {
		open[f.Rule.ID] = true
	}
	var faults []error
	for _, e := range l.Entries {
		used := slices.ContainsFunc(uses, func(u Use) bool { return u.Entry == e })
		if used || open[e.Rule] || !slices.Contains(stacks, e.Stack()) {
			continue
		}
		faults = append(faults, Fault{l.File, e.Line, fmt.Sprintf("the exemption %s is unused: the rule has no violation there", e), "remove the entry"})
	}
	return faults
}
