package system

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// planFormat is the version of the file of a [Plan]. It is raised with every
// change of what the file means: an older file is then refused, never guessed at.
const planFormat = 2

// PlanLife is for how long a plan may be applied. What no check can see, such as
// Azure's own defaults, moves on, and so does what its readers agreed to.
const PlanLife = 7 * 24 * time.Hour

// clockSkew is by how much the clock of the machine that made a plan may be ahead.
const clockSkew = 5 * time.Minute

// CheckPlan is the check of a [Refusal] of a plan that does not fit what it would
// be applied to.
const CheckPlan = "saved plan"

// makeAgain is the remedy for a plan that does not fit any more.
const makeAgain = "make a new plan with tandem preview --save-plan, have it approved, and apply that one"

// Plan is what a preview promises, and what an up that is given it keeps to. It
// is a file that is made in one place and applied in another, so it holds
// what it was computed from, and secrets only as the stacks' secrets provider
// encrypted them.
type Plan struct {
	Format int       `json:"format"`
	MadeAt time.Time `json:"madeAt"`
	// Basis is what the plan was made of: it must be the same where it is applied.
	Basis []Fact `json:"basis"`
	// Refresh is set when every resource was read from ARM first; then the plan
	// is applied so, too.
	Refresh bool `json:"refresh,omitempty"`
	// AllowLocks names the delete locks that may go.
	AllowLocks []string    `json:"allowLocks,omitempty"`
	Stacks     []StackPlan `json:"stacks"`
}

// Fact is one thing that a plan depends on: the target, the revision, the digest
// of a program or of a stack file.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Foreseen says how much of what will happen to a stack a plan knows.
type Foreseen string

// The kinds of foresight, best first.
const (
	// Exact: previewed on the recorded state with all that it reads up to date.
	// The engine's own plan constrains the deployment.
	Exact Foreseen = "exact"
	// Rehearsed: previewed on a throw-away copy. Ids that Azure gives can differ.
	Rehearsed Foreseen = "rehearsed"
	// OldOutputs: previewed with what the stacks before it export today.
	OldOutputs Foreseen = "old-outputs"
	// Unseen: not previewed, since the stacks before it do not exist. It may only
	// create resources.
	Unseen Foreseen = "unseen"
)

// StackPlan is the part of a plan for one stack.
type StackPlan struct {
	Stack string `json:"stack"`
	// State is the fingerprint of the recorded state that the preview started
	// from, "" for a stack that did not exist.
	State    string   `json:"state"`
	Foreseen Foreseen `json:"foreseen"`
	// Why says what could not be foreseen.
	Why string `json:"why,omitempty"`
	// Settles is what is settled first of what an interrupted run left.
	Settles []Settlement `json:"settles,omitempty"`
	Counts  Counts       `json:"counts"`
	Steps   []Step       `json:"steps"`
	// Engine is the engine's own plan, for a stack that is foreseen exactly.
	Engine json.RawMessage `json:"engine,omitempty"`
}

// Circumstances are what a plan is made or applied under.
type Circumstances struct {
	Now   time.Time
	Facts []Fact
	// States are the fingerprints of the recorded states by stack, "" for a
	// stack that does not exist.
	States map[string]string
}

// NewPlan makes a plan of previews that kept the engine's plans. The circumstances
// are those from before the previews, so that a state that moves meanwhile
// makes the plan unusable rather than wrong. A refused preview makes no plan.
func NewPlan(previews []*Change, at Circumstances, o Options) (*Plan, error) {
	if err := refuse(previews, nil); err != nil {
		return nil, err
	}
	if err := refuse(unsettled(previews, o), nil); err != nil {
		return nil, err
	}
	p := &Plan{Format: planFormat, MadeAt: at.Now.UTC().Truncate(time.Second), Basis: at.Facts, Refresh: o.Refresh, AllowLocks: o.AllowLocks}
	for _, c := range previews {
		s := StackPlan{Stack: c.Stack, State: at.States[c.Stack], Settles: c.Settles, Counts: c.Counts, Steps: c.Steps, Foreseen: Exact}
		switch {
		case c.Unavailable != "":
			s.Foreseen, s.Why = Unseen, c.Unavailable
		case len(c.NotYetApplied) > 0:
			s.Foreseen, s.Why = OldOutputs, "outputs of "+strings.Join(c.NotYetApplied, ", ")+" were not yet applied"
		case c.Rehearsed:
			s.Foreseen, s.Why = Rehearsed, "previewed on a throw-away copy, since stacks before it change"
		default:
			if s.Engine = c.EnginePlan; s.Engine == nil {
				return nil, fmt.Errorf("plan of stack %s: the engine kept none", c.Stack)
			}
		}
		p.Stacks = append(p.Stacks, s)
	}
	return p, nil
}

// unsettled refuses stacks in which a run was cut off and that were not previewed as
// they are once that is settled: then there is other work than was planned.
func unsettled(previews []*Change, o Options) []*Change {
	var refused []*Change
	for _, c := range previews {
		r := Refusal{Stack: c.Stack, Check: CheckPlan,
			Evidence: "an earlier run of it was interrupted, and what that left is not settled: no plan can know what will be found",
			Fix:      "settle it first: go run ./cmd/tandem settle; then make the plan"}
		switch {
		case c.Held != "":
			r.Evidence, r.Fix = c.Held, "make the plan when that run has ended"
		case c.Unfinished != Interrupted || o.Settled:
			continue
		}
		refused = append(refused, &Change{Refusals: []Refusal{r}})
	}
	return refused
}

// ParsePlan reads the file of a plan.
func ParsePlan(raw []byte) (*Plan, error) {
	p := &Plan{}
	if err := json.Unmarshal(raw, p); err != nil {
		return nil, fmt.Errorf("it is no plan of tandem: %w", err)
	}
	if p.Format != planFormat {
		return nil, fmt.Errorf("its format is %d, and %d is what this tandem applies: make the plan with the same tandem", p.Format, planFormat)
	}
	if len(p.Stacks) == 0 || len(p.Basis) == 0 {
		return nil, fmt.Errorf("it names no stacks, or not what it was made of: %s", makeAgain)
	}
	for _, s := range p.Stacks {
		if !slices.Contains([]Foreseen{Exact, Rehearsed, OldOutputs, Unseen}, s.Foreseen) {
			return nil, fmt.Errorf("it says of stack %s that it is foreseen as %q, which means nothing: %s", s.Stack, s.Foreseen, makeAgain)
		}
		if kept := len(s.Engine) > 0 && string(s.Engine) != "null"; kept != (s.Foreseen == Exact) {
			return nil, fmt.Errorf("the engine's plan of stack %s does not fit that it is foreseen as %q: %s", s.Stack, s.Foreseen, makeAgain)
		}
	}
	return p, nil
}

// of is the part for a stack.
func (p *Plan) of(stack string) *StackPlan {
	if i := slices.IndexFunc(p.Stacks, func(s StackPlan) bool { return s.Stack == stack }); i >= 0 {
		return &p.Stacks[i]
	}
	return nil
}

// unfit lists why the plan may not be applied here. A plan whose application was
// begun and interrupted has moved the states itself; it grows old all the same.
func (p *Plan) unfit(here Circumstances, tiers Tiers, resumed bool) []Refusal {
	var refusals []Refusal
	add := func(evidence string, values ...any) {
		refusals = append(refusals, Refusal{Stack: "system", Check: CheckPlan, Evidence: fmt.Sprintf(evidence, values...), Fix: makeAgain})
	}
	then := map[string]string{}
	for _, f := range p.Basis {
		then[f.Name] = f.Value
	}
	for _, f := range here.Facts {
		if then[f.Name] != f.Value {
			add("%s differs: the plan was made with %s, here is %s", f.Name, orNone(then[f.Name]), orNone(f.Value))
		}
		delete(then, f.Name)
	}
	for _, f := range p.Basis {
		if _, left := then[f.Name]; left {
			add("%s is part of what the plan was made of, and is not known here", f.Name)
		}
	}
	var planned []string
	for _, s := range p.Stacks {
		planned = append(planned, s.Stack)
	}
	if want := tiers.Stacks(); !slices.Equal(planned, want) {
		add("it is for the stacks %s, and those to deploy are %s", strings.Join(planned, ", "), strings.Join(want, ", "))
	}
	for _, s := range p.Stacks {
		if !resumed && here.States[s.Stack] != s.State {
			add("the state of stack %s has moved on since the plan was made (at %s)", s.Stack, p.MadeAt.Format(time.RFC3339))
		}
	}
	switch age := here.Now.Sub(p.MadeAt); {
	case age > PlanLife:
		add("it is %d days old, and a plan may be applied for %d", int(age.Hours()/24), int(PlanLife.Hours()/24))
	case age < -clockSkew:
		add("it was made at %s, which is still to come: see to the clocks of the two machines", p.MadeAt.Format(time.RFC3339))
	}
	return refusals
}

// orNone shows a fact's value: digests as people compare them by eye.
func orNone(value string) string {
	switch {
	case value == "":
		return "none"
	case len(value) > 20 && !strings.ContainsAny(value, " -/"):
		return value[:12]
	}
	return value
}
