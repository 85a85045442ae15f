package env

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/system"
)

// Known is what a machine has noted of an environment.
type Known struct {
	Name string
	// Expires is zero where it is not noted: then the tags alone decide.
	Expires time.Time
}

// Survey is everything that reaping is decided from.
type Survey struct {
	Environments []Environment
	// Known are the environments that state knows, whether or not Azure does.
	Known []Known
	// Production are the names of environments that are meant to stay.
	Production []string
}

// The verdicts on an environment, and what became of it.
const (
	Keep  = "keep"
	Reap  = "take down"
	Judge = "to be judged" // it is kept, and only a person can tell whether it may go
	Gone  = "gone"
	Stays = "left" // it was to go, and did not
)

// Case is what reaping decides of one environment, and comes to.
type Case struct {
	Environment
	Orphan  bool   `json:"orphan"` // no state here knows it
	Verdict string `json:"verdict"`
	Reason  string `json:"reason"`
	// Result is empty in a dry run, and for what is kept.
	Result string `json:"result,omitempty"`
	Error  string `json:"error,omitempty"`
	// Refused is set when it is left since it is unsafe to take down.
	Refused bool `json:"refused,omitempty"`
	// Kept names vaults that stay soft-deleted, since nobody can purge them.
	Kept string `json:"kept,omitempty"`
}

// mostSkew is how far this machine's clock may be from Azure's: expiries are written by
// one machine and judged by another.
const mostSkew = 5 * time.Minute

// CheckClock refuses to write or judge expiries by a clock that is far from Azure's. The error
// wraps [system.ErrUnsafe].
func CheckClock(ctx context.Context, az Azure, now time.Time) error {
	theirs, err := az.Now(ctx)
	if err != nil {
		return fmt.Errorf("what time it is in Azure: %w", err)
	}
	if skew := now.Sub(theirs); skew > mostSkew || skew < -mostSkew {
		return fmt.Errorf("%w: this machine's clock says %s, and Azure's %s: expiries are counted and judged by it: set the clock",
			system.ErrUnsafe, now.UTC().Format(time.RFC3339), theirs.UTC().Format(time.RFC3339))
	}
	return nil
}

// Decide judges every environment. The cases, the first that fits decides:
//  1. it has the name of one that is meant to stay: keep;
//  2. its tags give it a name that env up gives to none: a person must judge, since
//     files and names are made of it;
//  3. its expiry has passed: take down, an orphan, too;
//  4. nothing but leftovers of it exist, and nothing says that its time is over:
//     keep, unless it is an orphan and orphans are to go. Entra is one for all
//     subscriptions: objects that do not say in which one their environment lies may
//     belong to what lives elsewhere, and are kept always;
//  5. state knows it, and Azure nothing of it: take down if its noted expiry has passed;
//  6. no tag says when it expires: a person must judge, orphan or not;
//  7. it is an orphan, and orphans are to go before their time: take down;
//  8. keep.
func Decide(s Survey, now time.Time, orphans bool) []Case {
	known := map[string]Known{}
	for _, k := range s.Known {
		known[k.Name] = k
	}
	var cases []Case
	for _, e := range s.Environments {
		k, isKnown := known[e.Name]
		if e.State == Leftovers && e.Expires == nil && !k.Expires.IsZero() {
			e.Expires = &k.Expires
		}
		delete(known, e.Name)
		cases = append(cases, decide(s, e, !isKnown, now, orphans))
	}
	for _, k := range known {
		e := Environment{Name: k.Name, State: Leftovers, Groups: []Group{}}
		c := Case{Verdict: Keep, Reason: "only state knows it, and its time is not known to be over"}
		if !k.Expires.IsZero() {
			e.Expires = &k.Expires
		}
		c.Environment = e
		if e.Expired(now) && !slices.Contains(s.Production, k.Name) {
			c.Verdict, c.Reason = Reap, "only state knows it, and its time is over"
		}
		cases = append(cases, c)
	}
	slices.SortFunc(cases, func(a, b Case) int { return cmp.Compare(a.Name, b.Name) })
	return cases
}

func decide(s Survey, e Environment, orphan bool, now time.Time, orphans bool) Case {
	c := Case{Environment: e, Orphan: orphan, Verdict: Keep}
	fault := topology.CheckEnvironment(e.Name)
	switch {
	case slices.Contains(s.Production, e.Name):
		c.Reason = "the configuration means it to stay"
	case fault != nil:
		c.Verdict, c.Reason = Judge, fmt.Sprintf("somebody has set its tags by hand: %v", fault)
	case e.Expired(now):
		c.Verdict, c.Reason = Reap, "expired on "+e.Expires.Format(time.RFC3339)
	case e.State == Leftovers && e.Unmarked:
		c.Reason = "its Entra objects do not say in which subscription it lies"
	case e.State == Leftovers && (!orphan || !orphans):
		c.Reason = "no resource group is left of it here, and nothing says that its time is over"
	case e.State != Leftovers && e.Expires == nil:
		c.Verdict, c.Reason = Judge, "no tag says when it expires: tandem env extend gives it an expiry, tandem env down takes it down"
	case orphan && orphans:
		c.Verdict, c.Reason = Reap, "no state here knows it"
	default:
		c.Reason = "expires on " + e.Expires.Format(time.RFC3339)
	}
	return c
}

// Run takes down what was decided to go, several at a time, and goes on after
// faults. What stays that was to go is said in its case; down returns what it keeps.
func Run(ctx context.Context, cases []Case, parallel int, down func(context.Context, Case) (kept string, err error)) {
	var g errgroup.Group
	g.SetLimit(parallel)
	for i := range cases {
		c := &cases[i]
		if c.Verdict != Reap {
			continue
		}
		g.Go(func() error {
			c.Result = Gone
			err := ctx.Err()
			if err == nil {
				c.Kept, err = down(ctx, *c)
			}
			if err != nil {
				c.Result, c.Error, c.Refused = Stays, err.Error(), errors.Is(err, system.ErrUnsafe)
			}
			return nil
		})
	}
	_ = g.Wait() // what failed stands in its case
}

// Left counts the cases that stay and were to go.
func Left(cases []Case) (left int) {
	for _, c := range cases {
		if c.Result == Stays {
			left++
		}
	}
	return left
}

// Fault is what the cases come to as a whole, nil if nobody needs to look. What is
// unsafe to take down, or must be judged by a person, goes before what may be tried
// again: then the error wraps [system.ErrUnsafe].
func Fault(cases []Case) error {
	var refused, judge []string
	for _, c := range cases {
		switch {
		case c.Refused:
			refused = append(refused, c.Name)
		case c.Verdict == Judge:
			judge = append(judge, c.Name)
		}
	}
	var faults []error
	if len(refused) > 0 {
		faults = append(faults, fmt.Errorf("%w, and left: %q", system.ErrUnsafe, refused))
	}
	if len(judge) > 0 {
		faults = append(faults, fmt.Errorf("%w: only a person can tell whether these may go: %q", system.ErrUnsafe, judge))
	}
	if left := Left(cases) - len(refused); left > 0 {
		faults = append(faults, fmt.Errorf("%d environments are left that were to go: see what is said of each, and run the command again", left))
	}
	return errors.Join(faults...)
}

// String says in one line what became of the environment, or would.
func (c Case) String() string {
	word := c.Verdict
	if c.Result != "" {
		word = c.Result
	}
	name := c.Name
	if topology.CheckEnvironment(name) != nil {
		name = strconv.Quote(name) // it stands in somebody's tags
	}
	line := fmt.Sprintf("%s: %s (%s", name, word, c.Reason)
	if c.Orphan {
		line += "; an orphan"
	}
	line += ")"
	if c.Kept != "" {
		line += "; what stays: " + c.Kept
	}
	if c.Error != "" {
		line += ": " + c.Error
	}
	return line
}
