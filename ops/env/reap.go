package env

import (
	"cmp"
	"context"
	"fmt"
	"slices"
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

// See surveys the environments of a system, leftovers of half-removed ones among them.
func See(ctx context.Context, az Azure, name string) ([]Environment, error) {
	// Leftovers are read before the groups: what comes up in between has groups then.
	vaults, err := system.SoftDeleted(ctx, az, az.Subscription())
	if err != nil {
		return nil, err
	}
	var objects []map[string]any
	mark := topology.TagSystem + ":" + name
	for _, kind := range []string{"application", "servicePrincipal"} {
		for collection, filter := range map[string]string{
			"/v1.0/" + kind + "s":                    "tags/any(t:t eq '" + mark + "')",
			deletedItems + "microsoft.graph." + kind: "startswith(displayName,'" + Identity(name, "").Global().SignIn + "')",
		} {
			found, err := az.GraphList(ctx, collection, filter)
			if err != nil {
				return nil, err
			}
			objects = append(objects, slices.DeleteFunc(found, func(o map[string]any) bool { return !hasMarks(o, []string{mark}) })...)
		}
	}
	all, others, err := list(ctx, az, name)
	if err != nil {
		return nil, err
	}
	for _, e := range leftoversOf(name, vaults, objects) {
		if !others[e.Name] && !slices.ContainsFunc(all, func(other Environment) bool { return other.Name == e.Name }) {
			all = append(all, e)
		}
	}
	return all, nil
}

// The verdicts on an environment, and what became of it.
const (
	Keep  = "keep"
	Reap  = "take down"
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
}

// Decide judges every environment. The cases, the first that fits decides:
//  1. it has the name of one that is meant to stay: keep;
//  2. its expiry has passed: take down, an orphan, too;
//  3. nothing but leftovers of it exist, and nothing says that its time is over:
//     keep, unless it is an orphan and orphans are to go. Entra is one for all
//     subscriptions: its objects may belong to what lives in another one, or is
//     just coming up elsewhere;
//  4. state knows it, and Azure nothing of it: take down if its noted expiry has passed;
//  5. no tag says when it expires: keep, unless it is an orphan and orphans are to go;
//  6. it is an orphan, and orphans are to go before their time: take down;
//  7. keep.
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
	switch {
	case slices.Contains(s.Production, e.Name):
		c.Reason = "the configuration means it to stay"
	case e.Expired(now):
		c.Verdict, c.Reason = Reap, "expired on "+e.Expires.Format(time.RFC3339)
	case e.State == Leftovers && (!orphan || !orphans):
		c.Reason = "no resource group is left of it here, and nothing says that its time is over"
	case e.Expires == nil && (!orphan || !orphans):
		c.Reason = "no tag says when it expires"
	case orphan && orphans:
		c.Verdict, c.Reason = Reap, "no state here knows it"
	default:
		c.Reason = "expires on " + e.Expires.Format(time.RFC3339)
	}
	return c
}

// Run takes down what was decided to go, several at a time, and goes on after
// faults. It returns how many stay that were to go.
func Run(ctx context.Context, cases []Case, parallel int, down func(context.Context, Case) error) (left int) {
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
				err = down(ctx, *c)
			}
			if err != nil {
				c.Result, c.Error = Stays, err.Error()
			}
			return nil
		})
	}
	_ = g.Wait() // what failed stands in its case
	for _, c := range cases {
		if c.Result == Stays {
			left++
		}
	}
	return left
}

// String says in one line what became of the environment, or would.
func (c Case) String() string {
	word := c.Verdict
	if c.Result != "" {
		word = c.Result
	}
	line := fmt.Sprintf("%s: %s (%s", c.Name, word, c.Reason)
	if c.Orphan {
		line += "; an orphan"
	}
	line += ")"
	if c.Error != "" {
		line += ": " + c.Error
	}
	return line
}
