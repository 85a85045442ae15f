package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// drWeaker tells which of two partners' values has to be changed.
type drWeaker func(primary, secondary rule.Value) bool

// drSecondary says that it is always the secondary's.
func drSecondary(_, _ rule.Value) bool { return false }

// drRanked says that it is the one whose text comes first.
func drRanked(texts ...string) drWeaker {
	rank := func(v rule.Value) int {
		return slices.IndexFunc(texts, func(t string) bool { return strings.EqualFold(t, v.Text()) })
	}
	return func(primary, secondary rule.Value) bool { return rank(primary) < rank(secondary) }
}

// drWantTrue says that it is the one that is false.
func drWantTrue(primary, _ rule.Value) bool { return !primary.Bool() }

// drWantMore says that it is the smaller one.
func drWantMore(primary, secondary rule.Value) bool { return primary.Number() < secondary.Number() }

// same demands that a property is the same on both partners. The finding is
// about one of them, as weaker says. absent is what Azure takes when it is not set.
func (p drPair) same(j *rule.Judge, absent any, weaker drWeaker, path ...string) {
	mine, theirs := p.primary.Get(path...), p.secondary.Get(path...)
	if drWait(j, p.primary, mine) || drWait(j, p.secondary, theirs) {
		return
	}
	a, b := drOr(mine, absent), drOr(theirs, absent)
	if drEqual(a, b) {
		return
	}
	if weaker(a, b) {
		j.On(p.primary).ViolatedAs(mine, a.String(), b.String()+", as on "+p.secondary.Name)
	} else {
		j.On(p.secondary).ViolatedAs(theirs, b.String(), a.String()+", as on "+p.primary.Name)
	}
}

func drWait(j *rule.Judge, r *rule.Resource, v rule.Value) bool {
	if v.HasUnknown() {
		j.On(r).NotYetKnown(v)
		return true
	}
	return false
}

func drOr(v rule.Value, absent any) rule.Value {
	if v.Absent() && absent != nil {
		return rule.NewValue(absent)
	}
	return v
}

func drEqual(a, b rule.Value) bool {
	return a.Kind() == b.Kind() && strings.EqualFold(a.Text(), b.Text()) && a.Number() == b.Number() && a.Bool() == b.Bool()
}

// sameTexts demands that a list of texts holds the same on both partners. The
// finding is about the one that lacks a text, or, if extra is set, about the one
// that has one more.
func (p drPair) sameTexts(j *rule.Judge, extra bool, property string) {
	mine, theirs := p.primary.Get(property), p.secondary.Get(property)
	if drWait(j, p.primary, mine) || drWait(j, p.secondary, theirs) {
		return
	}
	p.lacks(j, mine, theirs, extra)
	drPair{p.secondary, p.primary}.lacks(j, theirs, mine, extra)
}

// lacks reports what the second has and the first has not.
func (p drPair) lacks(j *rule.Judge, mine, theirs rule.Value, extra bool) {
	have := drTexts(mine)
	var more []string
	for _, item := range theirs.Items() {
		if text := strings.ToLower(item.Text()); text != "" && !slices.Contains(have, text) {
			more = append(more, item.String())
		}
	}
	slices.Sort(more)
	switch {
	case len(more) == 0:
	case extra:
		j.On(p.secondary).ViolatedAs(theirs, "with "+strings.Join(more, ", "), "without, as on "+p.primary.Name)
	default:
		j.On(p.primary).ViolatedAs(mine, "without "+strings.Join(more, ", "), "with, as on "+p.secondary.Name)
	}
}

// drTexts are the texts of a list in lower case, secret ones among them: they are
// compared, not shown.
func drTexts(list rule.Value) []string {
	var texts []string
	for _, item := range list.Items() {
		texts = append(texts, strings.ToLower(item.Text()))
	}
	return texts
}

// drTwins pairs what two servers own, type by type: the policies of each that
// have the same role. Of which it is not known yet whose they are is reported.
func drTwins(j *rule.Judge, owned sqlOwned, servers drPair) []drPair {
	owned.wait(j)
	var twins []drPair
	for _, mine := range owned.of[servers.primary] {
		for _, theirs := range owned.of[servers.secondary] {
			if mine.Type == theirs.Type {
				twins = append(twins, drPair{mine, theirs})
			}
		}
	}
	slices.SortFunc(twins, func(a, b drPair) int {
		return cmp.Or(cmp.Compare(a.primary.URN, b.primary.URN), cmp.Compare(a.secondary.URN, b.secondary.URN))
	})
	return twins
}
