package preview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/rule"
)

// Input is what a report is made of.
type Input struct {
	Target     string
	Base, Head Source
	// Changes are the previews of the head over the base, in order of deployment.
	Changes []*system.Change
	// BaseViolations are what policies say of the base; BaseExempted, and Exempted
	// for the head, what exemptions accept of that.
	BaseViolations, BaseExempted, Exempted []system.Violation
	// BaseNotYetKnown are verdicts that wait for values even though the base is
	// deployed: they say nothing of the change.
	BaseNotYetKnown []system.Violation
	// Before and After are the whole system; nil where it is not known.
	Before, After *rule.Graph
	// Refreshed is set when the target was read before it was compared.
	Refreshed bool
	// Allowed names the resources whose loss was allowed, by name or stack/name.
	Allowed []string
	// Remarks are what else a reviewer has to know of the comparison.
	Remarks []string
	Failure *Failure
}

// New makes the report of an input.
func New(in Input) *Report {
	r := &Report{Version: Version, Target: in.Target, Base: in.Base, Head: in.Head, Failure: in.Failure, Stacks: []Stack{}}
	var after []system.Violation
	now := renamed(in.Changes)
	in.BaseViolations, in.BaseExempted, in.BaseNotYetKnown = now.of(in.BaseViolations), now.of(in.BaseExempted), now.of(in.BaseNotYetKnown)
	if in.Refreshed {
		r.Drift = Drift{Looked: true, Blind: blind}
	}
	reach := reach{before: in.Before, after: in.After}
	for _, c := range in.Changes {
		r.add(c, in.Allowed)
		reach.take(c)
		after = append(after, c.Violations...)
		for _, v := range c.NotYetKnown {
			if !slices.ContainsFunc(in.BaseNotYetKnown, same(v)) {
				r.Policies.NotYetKnown = append(r.Policies.NotYetKnown, v)
			}
		}
	}
	r.Lifted = ordered(r.Lifted)
	r.Policies.compare(in, after)
	r.Blast = reach.blast()
	r.Availability = Comparison{Before: Assess(in.Before), After: Assess(in.After)}
	r.judge(in.Changes)
	for _, remark := range in.Remarks {
		r.raise(Attention, remark)
	}
	return r
}

// names are the URNs of the head by those of the base, where they are others.
type names map[string]string

func renamed(changes []*system.Change) names {
	now := names{}
	for _, c := range changes {
		for urn, was := range c.Renamed {
			now[was] = urn
		}
	}
	return now
}

// of are violations of the base by the names of the head.
func (n names) of(base []system.Violation) []system.Violation {
	all := slices.Clone(base)
	for i, v := range all {
		all[i].URN = cmp.Or(n[v.URN], v.URN)
	}
	return all
}

// ordered sorts a list and leaves out what it says twice: the engine tells of
// resources in an order that differs from run to run.
func ordered(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

func (r *Report) add(c *system.Change, allowed []string) {
	s := Stack{Name: c.Stack, Counts: c.Counts, Steps: masked(c.Steps), Unavailable: c.Unavailable, Notes: slices.Concat(c.Recovered, ordered(c.Warnings))}
	if c.Unfinished != "" {
		s.Notes = append(s.Notes, c.Unfinished)
	}
	for _, settled := range c.Settles {
		s.Notes = append(s.Notes, "settled first, left by an interrupted run: "+settled.Detail)
	}
	if len(c.NotYetApplied) > 0 && c.Unavailable == "" {
		s.Notes = append(s.Notes, "outputs of "+strings.Join(c.NotYetApplied, ", ")+" are not yet applied: this preview sees their old values")
	}
	slices.SortStableFunc(s.Steps, func(a, b system.Step) int {
		return cmp.Or(cmp.Compare(weight(a.Op), weight(b.Op)), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name), cmp.Compare(a.URN, b.URN))
	})
	r.Stacks = append(r.Stacks, s)
	r.Counts.Create += c.Counts.Create
	r.Counts.Update += c.Counts.Update
	r.Counts.Replace += c.Counts.Replace
	r.Counts.Delete += c.Counts.Delete
	r.Counts.Same += c.Counts.Same
	for _, l := range c.Losses {
		r.Losses = append(r.Losses, Loss{Loss: l, Stack: c.Stack, Allowed: named(allowed, c.Stack, l.Name)})
	}
	r.Lifted = append(r.Lifted, c.Lifted...)
	r.addLocks(c, s.Steps, allowed)
	r.Drift.take(c.Stack, c.Drift)
}

// addLocks adds the delete locks that go by a stack's steps, and to what is lost those
// that may not go without being named.
func (r *Report) addLocks(c *system.Change, steps []system.Step, allowed []string) {
	guarded := slices.ContainsFunc(c.Refusals, func(r system.Refusal) bool { return r.Check == system.CheckLock })
	for _, step := range system.LiftedLocks(steps) {
		r.Lifted = append(r.Lifted, step.Name)
		allowed := named(allowed, c.Stack, step.Name)
		if guarded || allowed {
			r.Losses = append(r.Losses, Loss{Loss: system.Loss{Name: step.Name, What: system.CheckLock, Op: step.Op}, Stack: c.Stack, Allowed: allowed})
		}
	}
}

// named reports whether a resource's loss is allowed: by its name, or with its stack's.
func named(allowed []string, stack, name string) bool {
	return slices.Contains(allowed, name) || slices.Contains(allowed, stack+"/"+name)
}

// weight orders operations by what they put at risk.
func weight(op string) int {
	return slices.Index([]string{"delete", "replace", "update", "import", "create"}, op)
}

// Seen reports whether all stacks were previewed as they will be: policies over all
// of them are judged only then.
func (in Input) Seen() bool {
	return in.Failure == nil && !slices.ContainsFunc(in.Changes, func(c *system.Change) bool { return c.Unavailable != "" || len(c.NotYetApplied) > 0 })
}

// compare sorts violations by whether the base had them already. What is mended can
// only be told when all stacks were seen, and no exemption and no value that is
// not known yet hides it.
func (p *Policies) compare(in Input, after []system.Violation) {
	var gone []system.Violation
	p.Standing, p.New, gone = paired(in.BaseViolations, after)
	for _, v := range in.Exempted {
		if !slices.ContainsFunc(in.BaseExempted, same(v)) {
			p.Exempted = append(p.Exempted, v)
		}
	}
	if !in.Seen() {
		return
	}
	for _, v := range gone {
		waits := func(w system.Violation) bool { return w.Rule == v.Rule && w.URN == v.URN }
		if !slices.ContainsFunc(in.Exempted, same(v)) && !slices.ContainsFunc(p.NotYetKnown, waits) {
			p.Mended = append(p.Mended, v)
		}
	}
}

// paired finds for each violation the one that the base had instead of it: the same one
// or else another at the same place, which it replaces. A place may be violated more than
// once: a list that lacks two items lacks one more than before.
func paired(before, after []system.Violation) (standing, added, gone []system.Violation) {
	exactly := func(v system.Violation) func(system.Violation) bool {
		return func(w system.Violation) bool { return same(v)(w) && v.Found == w.Found }
	}
	for _, v := range before {
		if !slices.ContainsFunc(after, exactly(v)) {
			gone = append(gone, v)
		}
	}
	for _, v := range after {
		if slices.ContainsFunc(before, exactly(v)) {
			standing = append(standing, v)
		} else if i := slices.IndexFunc(gone, same(v)); i >= 0 {
			standing, gone = append(standing, v), slices.Delete(gone, i, i+1)
		} else {
			added = append(added, v)
		}
	}
	return standing, added, gone
}

// same reports whether violations are of one rule at one place.
func same(a system.Violation) func(system.Violation) bool {
	return func(b system.Violation) bool { return a.Rule == b.Rule && a.URN == b.URN && a.Path == b.Path }
}

// mandatory reports a violation that refuses a deployment.
func mandatory(v system.Violation) bool { return v.Level == "mandatory" }

// judge gives the verdict and its reasons.
func (r *Report) judge(changes []*system.Change) {
	r.Verdict = NoChange
	if r.Counts.Changed() > 0 {
		r.Verdict = Safe
	}
	switch {
	case r.Failure == nil:
	case r.Failure.Refused:
		r.raise(Unsafe, "the program refuses")
	default:
		r.raise(Failed, "the "+r.Failure.Phase+" failed")
	}
	r.judgeData(changes)
	r.judgePolicies()
	r.judgeSight(changes)
	for _, reason := range r.Availability.worse() {
		r.raise(Attention, reason)
	}
}

// raise makes the verdict no better than another one, for a reason.
func (r *Report) raise(v Verdict, reason string) {
	if rank(v) > rank(r.Verdict) {
		r.Verdict = v
	}
	r.Reasons = append(r.Reasons, reason)
}

func (r *Report) judgeData(changes []*system.Change) {
	for _, l := range r.Losses {
		what := fmt.Sprintf("%s %s would be %s", l.What, l.Name, past(l.Op))
		switch {
		case !l.Allowed:
			r.raise(Unsafe, what)
		case l.isLock():
			r.raise(Attention, what+", as allowed")
		default:
			r.raise(Attention, what+", as allowed here; up refuses to lose data in any case")
		}
	}
	for _, c := range changes {
		for _, refusal := range c.Refusals {
			if refusal.Check != system.CheckData && refusal.Check != system.CheckLock && !strings.HasPrefix(refusal.Check, "policy ") {
				r.raise(Unsafe, refusal.Check+": "+refusal.Evidence)
			}
		}
	}
	if len(r.Lifted) > 0 {
		r.raise(Attention, "protection is lifted: "+strings.Join(r.Lifted, ", "))
	}
}

func (r *Report) judgePolicies() {
	for _, v := range r.Policies.New {
		if mandatory(v) {
			r.raise(Unsafe, "policy "+v.Rule+" is newly violated by "+v.Resource)
		} else {
			r.raise(Attention, "policy "+v.Rule+" (advice) is newly violated by "+v.Resource)
		}
	}
	for _, v := range r.Policies.Standing {
		if mandatory(v) {
			r.raise(Unsafe, "policy "+v.Rule+" is violated by "+v.Resource+", as in the base")
		}
	}
	for _, v := range r.Policies.Exempted {
		r.raise(Attention, "policy "+v.Rule+" is violated by "+v.Resource+", which is newly exempted")
	}
	if waits := slices.DeleteFunc(slices.Clone(r.Policies.NotYetKnown), func(v system.Violation) bool { return !mandatory(v) }); len(waits) > 0 {
		r.raise(Attention, counted(len(waits), "verdict")+" of mandatory policies not given yet")
	}
}

// judgeSight is about how far the change reaches, and what was not seen of it.
func (r *Report) judgeSight(changes []*system.Change) {
	if r.Blast.Both() {
		r.raise(Attention, "both stamps change at once")
	}
	for _, c := range changes {
		switch {
		case c.Unavailable != "" && r.Failure == nil:
			r.raise(Attention, "stack "+c.Stack+" was not previewed")
		case len(c.NotYetApplied) > 0 && c.Unavailable == "":
			r.raise(Attention, "stack "+c.Stack+" was previewed over the old outputs of "+strings.Join(c.NotYetApplied, ", "))
		}
	}
	if n := len(r.Drift.Real()); n > 0 {
		r.raise(Attention, fmt.Sprintf("the target has drifted in %s", counted(n, "resource")))
	}
}

func rank(v Verdict) int {
	return slices.Index([]Verdict{NoChange, Safe, Attention, Failed, Unsafe}, v)
}

func past(op string) string {
	return map[string]string{"replace": "replaced", "delete": "deleted"}[op]
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
