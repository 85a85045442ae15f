package env

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/system"
)

// Stack is what state knows of an environment.
type Stack interface {
	// Exists reports whether the state holds resources of the environment.
	Exists(ctx context.Context) (bool, error)
	// Groups returns the ids of the resource groups that the state holds.
	Groups(ctx context.Context) ([]string, error)
	// Destroy takes down, in order, all that the state knows.
	Destroy(ctx context.Context) error
	// Forget removes the state and all that was noted of the environment.
	Forget(ctx context.Context) error
}

// Journal remembers that an environment is being taken down until it is proven
// gone, so that nothing else is done with it after an interruption.
type Journal interface {
	Begin() error
	End() error
}

// Deps is what taking an environment down acts through.
type Deps struct {
	Azure   Azure
	Stack   Stack
	Journal Journal
	Clock   clockwork.Clock
	// Due, if set, is asked again once the environment is marked: meanwhile another
	// machine may have extended it. With its error nothing is taken down.
	Due func(Environment) error
}

// Azure, Entra above all, may show for a while what has been deleted.
const (
	proofs     = 7
	proofPause = 10 * time.Second
)

// Plan is what taking an environment down would do.
type Plan struct {
	Environment
	// Stateful is set when state knows resources of the environment; else it is
	// taken down by what ARM says alone.
	Stateful bool    `json:"stateful"`
	Remains  Remains `json:"remains"`
	// Adopted are the unmarked objects that are proven to be the environment's: they
	// are marked first, and go with it.
	Adopted []Object `json:"adopted,omitempty"`
	// Refusals are reasons why it may not be taken down.
	Refusals []system.Refusal `json:"refusals"`
}

// Nothing reports whether there is nothing to take down.
func (p Plan) Nothing() bool { return !p.Stateful && p.Remains.Empty() }

// PlanDown says what there is of an environment and what keeps it from going.
func PlanDown(ctx context.Context, az Azure, id topology.Identity, s Stack) (Plan, error) {
	p := Plan{Refusals: []system.Refusal{}}
	var err error
	if p.Environment, _, err = Find(ctx, az, id.System, id.Environment); err != nil {
		return p, err
	}
	if p.Stateful, err = s.Exists(ctx); err != nil {
		return p, fmt.Errorf("state of environment %s: %w", id.Environment, err)
	}
	if p.Remains, err = Look(ctx, az, id); err != nil {
		return p, err
	}
	for _, g := range p.Remains.Others {
		p.Refusals = append(p.Refusals, otherTags(id, g.Name, "has the name of one"))
	}
	if p.Remains.OtherBudget != "" {
		p.Refusals = append(p.Refusals, system.Refusal{Stack: settingsStack(id), Check: "budget",
			Evidence: fmt.Sprintf("budget %s has the name of environment %s's, and does not watch it: its filter says something else", lastPart(p.Remains.OtherBudget), id.Environment),
			Fix:      "find out whose it is; if it is to go with the environment: az rest --method delete --url " + p.Remains.OtherBudget + "?api-version=" + apiBudgets})
	}
	adopted, others, err := proveOurs(ctx, az, id, p.Remains)
	if err != nil {
		return p, err
	}
	p.Adopted = adopted
	for _, o := range others {
		p.Refusals = append(p.Refusals, unproven(id, o))
	}
	if p.Stateful {
		refused, err := CheckState(ctx, az, id, s, p.Remains.Others)
		if err != nil {
			return p, err
		}
		p.Refusals = append(p.Refusals, refused...)
	}
	for _, l := range p.Remains.Foreign() {
		p.Refusals = append(p.Refusals, system.Refusal{Stack: settingsStack(id), Check: "lock",
			Evidence: fmt.Sprintf("%s on %s is not ours: %s %s", lastPart(l.ID), l.Scope, l.Level, l.Notes),
			Fix:      "ask who made it; then: az lock delete --ids " + l.ID})
	}
	return p, nil
}

// CheckState refuses a state whose groups are not those of this test environment:
// the engine writes and destroys by ids, and looks at neither tags nor the
// subscription. Groups that are refused already are left out.
func CheckState(ctx context.Context, az Azure, id topology.Identity, s Stack, refused []Group) ([]system.Refusal, error) {
	groups, err := s.Groups(ctx)
	if err != nil {
		return nil, fmt.Errorf("state of environment %s: %w", id.Environment, err)
	}
	var refusals []system.Refusal
	for _, group := range groups {
		if !within(group, "/subscriptions/"+az.Subscription()) {
			refusals = append(refusals, system.Refusal{Stack: settingsStack(id), Check: "subscription",
				Evidence: fmt.Sprintf("the state holds %s, and this is subscription %s", group, az.Subscription()),
				Fix:      "run the command with the subscription in which the environment lives"})
			continue
		}
		doc, ok, err := az.Get(ctx, group, apiGroups)
		if err != nil {
			return nil, fmt.Errorf("resource group %s: %w", lastPart(group), err)
		}
		isRefused := slices.ContainsFunc(refused, func(g Group) bool { return strings.EqualFold(g.Name, lastPart(group)) })
		if ok && !isRefused && environmentOf(texts(doc, "tags"), id.System) != id.Environment {
			refusals = append(refusals, otherTags(id, lastPart(group), "is in the state"))
		}
	}
	return refusals, nil
}

func otherTags(id topology.Identity, group, how string) system.Refusal {
	return system.Refusal{Stack: settingsStack(id), Check: "tags",
		Evidence: fmt.Sprintf("resource group %s %s of environment %s, and does not have the tags of that test environment", group, how, id.Environment),
		Fix: fmt.Sprintf("find out whose it is; if it is to go with the environment, tag it %s=%s %s=%s %s=%s",
			topology.TagSystem, id.System, topology.TagEnvironment, id.Environment, topology.TagClass, settings.Test)}
}

// LeftError says what is left of an environment that was taken down.
type LeftError struct {
	Name    string
	Remains Remains
	Cause   error // why, as far as it is known
}

// Error names everything that is left.
func (e *LeftError) Error() string {
	s := fmt.Sprintf("environment %s is not gone, there is still: %s; run the same command again", e.Name, e.Remains)
	if e.Cause != nil {
		s += "\n" + e.Cause.Error()
	}
	return s
}

// Unwrap returns why it is left.
func (e *LeftError) Unwrap() error { return e.Cause }

// Down takes an environment down as planned and proves that nothing is left. Run
// again after an interruption, it goes on. Each step finds by itself what there is
// to do:
//  1. it is noted, and marked on the groups, that the environment goes down; so is,
//     on Entra objects that were proven to be its own, that they are;
//  2. the engine destroys what the state knows, protection first; after a failover
//     the failover group goes before, since the engine knows it under the server
//     on which it was born, and Azure deletes it on its primary only;
//  3. what is left by ARM's and Entra's account is removed: groups, the budget,
//     soft-deleted vaults, applications, also from the recycle bin;
//  4. ARM and Entra are asked again, for about a minute; only if nothing is left,
//  5. the state is forgotten.
//
// It returns what stays all the same: vaults whose purge protection nobody can lift.
func Down(ctx context.Context, d Deps, id topology.Identity, p Plan) (Remains, error) {
	if len(p.Refusals) > 0 {
		return p.Remains, &system.RefusedError{Refusals: p.Refusals}
	}
	if err := d.begin(ctx, id, p); err != nil {
		return p.Remains, err
	}
	if p.Stateful {
		if err := sweepFailoverGroup(ctx, d.Azure, id, p.Groups, settings.EnvironmentAnchor.Peer()); err != nil {
			return p.Remains, err
		}
		if err := d.Stack.Destroy(ctx); err != nil {
			return p.Remains, err
		}
	}
	left, err := d.prove(ctx, id)
	if err != nil {
		return left, err
	}
	if err := d.Stack.Forget(ctx); err != nil {
		return left, fmt.Errorf("nothing is left of environment %s, but its state is: %w", id.Environment, err)
	}
	return left, d.Journal.End()
}

// begin notes and marks that the environment goes down, if it is still to go.
func (d Deps) begin(ctx context.Context, id topology.Identity, p Plan) error {
	if err := d.Journal.Begin(); err != nil {
		return err
	}
	if err := Mark(ctx, d.Azure, p.Environment, GoingDown); err != nil {
		return err
	}
	if err := d.stillDue(ctx, id, p); err != nil {
		return err
	}
	return adopt(ctx, d.Azure, p.Adopted)
}

// stillDue asks whether the environment is still to go, and takes the mark back if
// not. What was going down before goes on.
func (d Deps) stillDue(ctx context.Context, id topology.Identity, p Plan) error {
	if d.Due == nil || p.State == GoingDown {
		return nil
	}
	found, ok, err := Find(ctx, d.Azure, id.System, id.Environment)
	if err != nil || !ok {
		return err
	}
	if err := d.Due(found); err != nil {
		if p.State != "" { // else nothing was marked
			err = errors.Join(err, Mark(ctx, d.Azure, found, p.State))
		}
		return errors.Join(err, d.Journal.End())
	}
	return nil
}

// prove removes what is left and asks whether there is anything, until there is not.
// What could not be removed ends it.
func (d Deps) prove(ctx context.Context, id topology.Identity) (Remains, error) {
	for n := 1; ; n++ {
		failed := sweep(ctx, d.Azure, id)
		left, err := Look(ctx, d.Azure, id)
		switch {
		case err != nil:
			return left, errors.Join(failed, err)
		case left.Empty():
			return left, nil
		case failed != nil || n == proofs:
			return left, &LeftError{Name: id.Environment, Remains: left, Cause: failed}
		}
		select {
		case <-ctx.Done():
			return left, ctx.Err()
		case <-d.Clock.After(proofPause):
		}
	}
}
