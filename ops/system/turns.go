package system

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Turns has one stamp deployed before the other, so that one of them answers at
// any time: first the idle one, and when it is healthy the one that serves.
type Turns struct {
	// First is the idle stamp's stack, Second that of the one that serves.
	First  string `json:"first"`
	Second string `json:"second"`
	// Note says what the order follows from.
	Note string `json:"note"`
	// Gate waits until the first one is healthy; nil lets the second one
	// follow without.
	Gate Gate `json:"-"`
	// Again takes the turns anew, right before each one's; nil is that nobody
	// looks. In the time of the previews and of a question, and of a deployment and
	// its gate, another stamp may have come to serve.
	Again func(context.Context) (*Turns, error) `json:"-"`
	// Deploys is told what a stack's deployment is to change, right before it; nil
	// tells nobody.
	Deploys func(*Change) `json:"-"`
}

// Gate returns once a stamp is healthy. Its error says what is missing.
type Gate func(ctx context.Context, stamp string) error

// TakeTurns says which stamp is deployed first. The fact decides: the stamp whose
// SQL server is the failover group's primary serves, and tandem:active must say so,
// since an up that follows a stale intent would restart the stamp that serves first.
//
// The cases, the first that fits decides:
//  1. whether there is a global layer cannot be read: refuse, since users may be served;
//  2. there is no global layer: nothing leads to a stamp, none is idle and none
//     serves; both go side by side, and the turns are nil;
//  3. the fact and tandem:active differ: refuse;
//  4. the idle stamp is in tandem:out: it goes first, and nobody waits for its health;
//  5. no server tells the fact, and one of them cannot be asked: refuse, unless the
//     override is set, as the global stack does, but before anything is restarted. A
//     secondary tells it, too: then the other one is the primary;
//  6. else the idle stamp goes first, and has to become healthy.
func TakeTurns(s Status) (*Turns, string, error) {
	if s.Edge.Unread != "" {
		return nil, "", unordered("whether there is a global layer, which leads users to a stamp, cannot be read: "+s.Edge.Unread,
			"run the same command again when it can be read")
	}
	if !s.Edge.Deployed {
		return nil, "there is no global layer yet, so nothing leads to a stamp and none is idle: blue and green are deployed side by side", nil
	}
	t := &Turns{Second: s.Intent.Active}
	for _, st := range s.Stamps {
		if st.Stamp != s.Intent.Active {
			t.First = st.Stamp
		}
	}
	told, absent := false, 0
	for _, st := range s.Stamps {
		told = told || st.Role == "Secondary" || st.Role == "Primary" && st.Stamp == s.Intent.Active
		if st.Role == "none" {
			absent++
		}
		stale := st.Role == "Primary" && st.Stamp != s.Intent.Active && st.Intent != "out" || st.Role == "Secondary" && st.Stamp == s.Intent.Active
		if stale {
			return nil, "", unordered(fmt.Sprintf("tandem:active is %s, but %s's SQL server is the %s of the failover group", s.Intent.Active, st.Stamp, strings.ToLower(st.Role)),
				"set tandem:active to the stamp whose server is the primary, or fail over first")
		}
	}
	if !told && absent < len(s.Stamps) && s.Intent.Out != t.First && s.Intent.Override == "" {
		return nil, "", unordered(fmt.Sprintf("tandem:active is %s, but no SQL server tells which one is the failover group's primary", s.Intent.Active),
			"run the same command again when one answers, or record in tandem:roleOverride why it is safe to go on without knowing")
	}
	t.Note = fmt.Sprintf("%s serves (tandem:active), so %s is deployed first and %s when that is healthy", t.Second, t.First, t.Second)
	if s.Intent.Out == t.First {
		t.Note = fmt.Sprintf("%s is out, so it is deployed first and %s does not wait for its health", t.First, t.Second)
	}
	return t, t.Note, nil
}

// unordered refuses to deploy stamps in turn where it is not known which one is idle.
func unordered(evidence, fix string) error {
	return &RefusedError{Refusals: []Refusal{{Stack: "global", Check: "order of stamps", Evidence: evidence, Fix: fix}}}
}

// Gated reports whether the second stamp waits for the first one's health.
func (t *Turns) Gated(s Status) bool { return t != nil && s.Intent.Out != t.First }

// waves are the tiers, with the one that holds both stamps cut in two.
func (t *Turns) waves(tiers Tiers) Tiers {
	if t == nil {
		return tiers
	}
	var waves Tiers
	for _, tier := range tiers {
		if !slices.Contains(tier, t.First) || !slices.Contains(tier, t.Second) {
			waves = append(waves, tier)
			continue
		}
		first := slices.DeleteFunc(slices.Clone(tier), func(stack string) bool { return stack == t.Second })
		waves = append(waves, first, []string{t.Second})
	}
	return waves
}

// await waits for the first stamp's health before the second one is deployed, if
// there is anything to deploy, and sees to it that the second one still serves:
// else the one that has just been deployed does, and the order was wrong.
func (u *deployment) await(ctx context.Context, wave []string, applied []*Change) error {
	t := u.Turns
	if t == nil || !slices.Contains(wave, t.Second) || !u.pending(t.Second) {
		return nil
	}
	if t.Gate != nil {
		u.Progress.Phase("health", t.First)
		if err := t.Gate(ctx, t.First); err != nil {
			return &UnhealthyError{Stamp: t.First, Spared: t.Second, Planned: u.plan != nil, Err: err}
		}
	}
	err := t.stand(ctx)
	var refused *RefusedError
	if errors.As(err, &refused) {
		for _, c := range applied {
			if u.pending(c.Stack) {
				refused.Applied = append(refused.Applied, c.Stack)
			}
		}
	}
	return err
}

// pending reports whether there is anything to deploy of a stack.
func (u *deployment) pending(stack string) bool {
	return slices.ContainsFunc(u.previews, func(c *Change) bool { return c.Stack == stack && c.Pending() })
}

// stand refuses to go on if the stamps' turns are others by now.
func (t *Turns) stand(ctx context.Context) error {
	if t.Again == nil {
		return nil
	}
	now, err := t.Again(ctx)
	if err == nil && (now == nil || now.First != t.First) {
		err = unordered(fmt.Sprintf("%s no longer serves as it did when its turn was taken", t.Second),
			"look at tandem status, and run the command again")
	}
	return err
}

// UnhealthyError ends an up whose first stamp did not become healthy: what serves
// was not touched.
type UnhealthyError struct {
	// Stamp is the one that was deployed, Spared the one that was not.
	Stamp, Spared string
	// Planned is set when a plan was applied.
	Planned bool
	Err     error
}

// Error says what is missing and what can be done.
func (e *UnhealthyError) Error() string {
	again := "run the same command again: it goes on from here"
	if e.Planned {
		again += " (in this home; elsewhere a new plan has to be made)"
	}
	return fmt.Sprintf("stamp %s is not healthy after its deployment: %v\n"+
		"  stamp %s, which serves, and the global layer were left as they are\n"+
		"  mend %s (tandem status, the app's logs) and %s\n"+
		"  or take the change back and run tandem up: %s is deployed first again",
		e.Stamp, e.Err, e.Spared, e.Stamp, again, e.Stamp)
}

// Unwrap returns what was missing.
func (e *UnhealthyError) Unwrap() error { return e.Err }
