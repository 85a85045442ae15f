package env

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

// The states of an environment, as its tag says. While nothing has said that it
// is up it counts as coming up, also where whoever brought it up was killed.
const (
	ComingUp  = "coming up"
	Up        = "up"
	Broken    = "broken"
	GoingDown = "going down"
	// Leftovers is said of what has no resource group any more.
	Leftovers = "leftovers"
)

// Environment is a test environment as Azure tells it.
type Environment struct {
	Name        string     `json:"name"`
	State       string     `json:"state"`
	Owner       string     `json:"owner"`
	PullRequest int        `json:"pullRequest,omitempty"`
	Revision    string     `json:"revision"`
	Created     *time.Time `json:"created"`
	// Expires is nil where no tag says when.
	Expires  *time.Time `json:"expires"`
	Extended string     `json:"extended,omitempty"` // who moved the expiry last, and when
	Groups   []Group    `json:"groups"`
	// Unmarked is set for leftovers that consist of Entra objects which do not say in
	// which subscription their environment lies.
	Unmarked bool `json:"unmarked,omitempty"`
}

// Group is a resource group of an environment.
type Group struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	Location string            `json:"location"`
	Tags     map[string]string `json:"tags"`
}

// Expired reports whether the environment's time is over. One without an expiry
// never expires by itself.
func (e Environment) Expired(now time.Time) bool {
	return e.Expires != nil && !e.Expires.After(now)
}

// Identity is what the environment's names are made of.
func Identity(system, name string) topology.Identity {
	return topology.Identity{System: system, Environment: name, Generation: 1}
}

// List lists the test environments of a system by the tags of their resource
// groups, sorted by name. Groups without all the tags of a test environment are no
// concern of it.
func List(ctx context.Context, az Azure, system string) ([]Environment, error) {
	all, _, err := list(ctx, az, system)
	return all, err
}

// list also names the environments of the system that have groups of another
// class: whatever else is found of those is in use.
func list(ctx context.Context, az Azure, system string) ([]Environment, map[string]bool, error) {
	items, err := az.List(ctx, "/subscriptions/"+az.Subscription()+"/resourcegroups", apiGroups)
	if err != nil {
		return nil, nil, fmt.Errorf("resource groups: %w", err)
	}
	groups, others := map[string][]Group{}, map[string]bool{}
	for _, item := range items {
		g := groupOf(item)
		if name := environmentOf(g.Tags, system); name != "" {
			groups[name] = append(groups[name], g)
		} else if g.Tags[topology.TagSystem] == system {
			others[g.Tags[topology.TagEnvironment]] = true
		}
	}
	all := []Environment{}
	for name, found := range groups {
		slices.SortFunc(found, func(a, b Group) int { return cmp.Compare(a.Name, b.Name) })
		all = append(all, fromGroups(name, found))
	}
	slices.SortFunc(all, func(a, b Environment) int { return cmp.Compare(a.Name, b.Name) })
	return all, others, nil
}

// Find returns one environment; ok is false when no group carries its tags.
func Find(ctx context.Context, az Azure, system, name string) (found Environment, ok bool, err error) {
	all, err := List(ctx, az, system)
	i := slices.IndexFunc(all, func(e Environment) bool { return e.Name == name })
	if err != nil || i < 0 {
		return Environment{Name: name, Groups: []Group{}}, false, err
	}
	return all[i], true, nil
}

func groupOf(doc map[string]any) Group {
	return Group{ID: armdoc.Text(doc, "id"), Name: armdoc.Text(doc, "name"), Location: armdoc.Text(doc, "location"), Tags: texts(doc, "tags")}
}

// environmentOf names the test environment of a system that a resource group with
// these tags belongs to, "" if it belongs to none.
func environmentOf(tags map[string]string, system string) string {
	if tags[topology.TagSystem] != system || tags[topology.TagClass] != string(settings.Test) {
		return ""
	}
	return tags[topology.TagEnvironment]
}

// fromGroups reads an environment from its groups' tags. Where a command was
// killed between two groups they differ: then the later expiry holds.
func fromGroups(name string, groups []Group) Environment {
	e := Environment{Name: name, Groups: groups}
	states := map[string]int{}
	for _, g := range groups {
		e.Owner = cmp.Or(e.Owner, g.Tags[topology.TagOwner])
		e.Revision = cmp.Or(e.Revision, g.Tags[topology.TagRevision])
		if number, err := strconv.Atoi(g.Tags[topology.TagPullRequest]); err == nil {
			e.PullRequest = cmp.Or(e.PullRequest, number)
		}
		if created := moment(g.Tags[topology.TagCreated]); e.Created == nil {
			e.Created = created
		}
		if expires := moment(g.Tags[topology.TagExpires]); expires != nil && (e.Expires == nil || expires.After(*e.Expires)) {
			e.Expires, e.Extended = expires, g.Tags[topology.TagExtended]
		}
		states[g.Tags[topology.TagState]]++
	}
	switch {
	case states[GoingDown] > 0:
		e.State = GoingDown
	case states[Broken] > 0:
		e.State = Broken
	case states[Up] == len(groups):
		e.State = Up
	default:
		e.State = ComingUp
	}
	return e
}

func moment(tag string) *time.Time {
	t, err := time.Parse(time.RFC3339, tag)
	if err != nil {
		return nil
	}
	return &t
}

// Mark sets the state of an environment, on all its groups.
func Mark(ctx context.Context, az Azure, e Environment, state string) error {
	return retag(ctx, az, e, map[string]string{topology.TagState: state})
}

// retag sets tags on all groups of an environment. ARM merges them into those that
// there are, so that nothing is lost that somebody else sets at the same time
// (https://learn.microsoft.com/rest/api/resources/tags/update-at-scope). A group that
// has gone meanwhile needs none.
func retag(ctx context.Context, az Azure, e Environment, set map[string]string) error {
	for _, g := range e.Groups {
		doc, ok, err := az.Get(ctx, g.ID, apiGroups)
		if err != nil {
			return fmt.Errorf("tags of %s: %w", g.Name, err)
		}
		tags := texts(doc, "tags")
		after := maps.Clone(tags)
		maps.Copy(after, set)
		if !ok || maps.Equal(tags, after) {
			continue
		}
		merge := map[string]any{"operation": "Merge", "properties": map[string]any{"tags": set}}
		if err := az.Patch(ctx, g.ID+"/providers/Microsoft.Resources/tags/default", apiTags, merge); err != nil {
			if _, still, again := az.Get(ctx, g.ID, apiGroups); again == nil && !still {
				continue
			}
			return fmt.Errorf("tags of %s: %w", g.Name, err)
		}
	}
	return nil
}

// Extension is a move of an expiry.
type Extension struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// String is what the tag says of it.
func (x Extension) String() string { return x.At.UTC().Format(time.RFC3339) + " by " + x.By }

// PlanExtension computes where an expiry moves to when an environment gets more
// time: counted from its expiry, or from now if that has passed. The life as a
// whole has a limit.
func PlanExtension(e Environment, more time.Duration, by string, now time.Time) (Extension, error) {
	now = now.UTC().Truncate(time.Second)
	x := Extension{From: now, By: by, At: now}
	if e.Expires != nil {
		x.From = *e.Expires
	}
	x.To = x.From.Add(more)
	if x.From.Before(now) {
		x.To = now.Add(more)
	}
	if e.Created != nil && x.To.Sub(*e.Created) > settings.MaxLife {
		return x, fmt.Errorf("environment %s was created %s, and lives %s at most: it cannot live on until %s; take it down and bring it up again",
			e.Name, e.Created.Format(time.RFC3339), settings.MaxLife, x.To.Format(time.RFC3339))
	}
	return x, nil
}

// Extend moves the expiry of an environment.
func Extend(ctx context.Context, az Azure, e Environment, x Extension) error {
	return retag(ctx, az, e, map[string]string{
		topology.TagExpires: x.To.UTC().Format(time.RFC3339), topology.TagExtended: x.String(),
	})
}
