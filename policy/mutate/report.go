package mutate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Total counts the mutants of one kind.
type Total struct {
	Kind                                 Kind
	Generated, Killed, Refused, Survived int
}

// Totals count the mutants by kind, sorted, and all of them.
func (o Outcome) Totals() (byKind []Total, all Total) {
	counted := map[Kind]*Total{}
	for _, v := range o.Verdicts {
		t := counted[v.Mutant.Kind]
		if t == nil {
			t = &Total{Kind: v.Mutant.Kind}
			counted[v.Mutant.Kind] = t
		}
		for _, t := range []*Total{t, &all} {
			t.Generated++
			switch {
			case v.Killed():
				t.Killed++
			case v.Mutant.Refused != "":
				t.Refused++
			default:
				t.Survived++
			}
		}
	}
	for _, t := range counted {
		byKind = append(byKind, *t)
	}
	slices.SortFunc(byKind, func(a, b Total) int { return cmp.Compare(a.Kind, b.Kind) })
	return byKind, all
}

// String shows the counts in one line.
func (t Total) String() string {
	return fmt.Sprintf("%-13s %5d generated, %5d killed, %5d refused by Azure, %5d survived", t.Kind, t.Generated, t.Killed, t.Refused, t.Survived)
}

// Silent lists those of the rules that no mutant provokes.
func (o Outcome) Silent(rules []*rule.Rule) []*rule.Rule {
	fired := map[*rule.Rule]bool{}
	for _, v := range o.Verdicts {
		for _, f := range v.Fired {
			fired[f.Rule] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(rules), func(r *rule.Rule) bool { return fired[r] })
}

// Places lists mutants by what a row of survivors.yaml says of them, with how
// often and, for the first few, what the value became.
func Places(mutants []Mutant) []string {
	type entry struct {
		count int
		news  []string
	}
	found := map[string]*entry{}
	for _, m := range mutants {
		key := fmt.Sprintf("%s %s: %s", strings.TrimPrefix(m.Resource.Type, "azure-native:"), m.Pattern(), m.Kind)
		if found[key] == nil {
			found[key] = &entry{}
		}
		e := found[key]
		e.count++
		if shown := show(m.New); m.New != nil && len(e.news) < 9 && !slices.Contains(e.news, shown) {
			e.news = append(e.news, shown)
		}
	}
	var lines []string
	for key, e := range found {
		lines = append(lines, fmt.Sprintf("%s (%d) %s", key, e.count, strings.Join(e.news, ", ")))
	}
	slices.Sort(lines)
	return lines
}
