package system

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// leaves says where a fresh preview of the stack leaves the plan; nothing means
// that the plan is kept.
//
// Secrets are masked in both, so that a changed one shows only to the engine, which
// compares it with its own plan. The cases:
//  1. a step that the plan does not hold is none of it. What is replaced may be
//     updated instead. When an interrupted run has begun the stack, what is created
//     may be updated, and what is replaced may be created or deleted;
//  2. an update changes what the plan changes, from the same old values; of
//     an exact plan, to the same new ones;
//  3. all of an exact plan that was not begun is still to be done;
//  4. a stack that could not be previewed may only create; begun, it may
//     update what it has created.
func (s *StackPlan) leaves(c *Change, begun bool) []Refusal {
	var refusals []Refusal
	add := func(evidence string, values ...any) {
		refusals = append(refusals, Refusal{Stack: s.Stack, Check: CheckPlan, Evidence: fmt.Sprintf(evidence, values...), Fix: makeAgain})
	}
	planned := map[string]Step{}
	for _, step := range s.Steps {
		planned[step.URN+" "+step.Op] = step
	}
	for _, step := range c.Steps {
		if s.Foreseen == Unseen {
			if step.Op != "create" && (step.Op != "update" || !begun) {
				add("it would %s %s, and a stack that could not be previewed when the plan was made may only create", step.Op, step.Name)
			}
			continue
		}
		same, ok := planned[step.URN+" "+step.Op]
		delete(planned, step.URN+" "+step.Op)
		if !ok {
			if !covers(s.Steps, step, begun) {
				add("it would %s %s, which the plan does not", step.Op, step.Name)
			}
			continue
		}
		if paths := deviating(same, step, s.Foreseen == Exact); len(paths) > 0 {
			add("it would %s %s otherwise than planned: %s", step.Op, step.Name, strings.Join(paths, ", "))
		}
	}
	if s.Foreseen != Exact || begun {
		return refusals
	}
	for _, step := range s.Steps {
		if _, left := planned[step.URN+" "+step.Op]; left {
			add("the plan would %s %s, and that is no longer to be done", step.Op, step.Name)
		}
	}
	return refusals
}

// covers reports whether a step is less than what steps do to its resource.
func covers(steps []Step, step Step, begun bool) bool {
	return slices.ContainsFunc(steps, func(p Step) bool {
		less := p.Op == "replace" && step.Op == "update"
		left := p.Op == "create" && step.Op == "update" || p.Op == "replace" && step.Op != "replace"
		return p.URN == step.URN && (less || begun && left)
	})
}

// deviating lists the properties that a step changes otherwise than planned.
func deviating(planned, step Step, values bool) []string {
	if step.Op != "update" && !values {
		return nil
	}
	var paths []string
	for _, p := range step.Properties {
		i := slices.IndexFunc(planned.Properties, func(q Property) bool { return q.Path == p.Path })
		if i < 0 {
			paths = append(paths, p.Path)
			continue
		}
		was := planned.Properties[i]
		if !sameValue(was.Old, p.Old) || values && !sameValue(was.New, p.New) {
			paths = append(paths, p.Path)
		}
	}
	return paths
}

// sameValue compares a value with one that was read from a file. Values that are
// no JSON are none of ours.
func sameValue(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
