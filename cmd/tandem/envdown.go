package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/ops/env"
	"github.com/tandem-platform/tandem/ops/system"
)

// envDownOptions are the flags of env down.
type envDownOptions struct{ execute, ifExists bool }

func newEnvDownCommand(a *app) *cobra.Command {
	var o envDownOptions
	c := &cobra.Command{
		Use:   "down NAME",
		Short: "Say what taking a test environment down would remove; with --execute do it, and prove that nothing is left",
		Long: `Say what there is of a test environment, and with --execute take it down: what the
state knows, in order; then whatever is left by Azure's own account, soft-deleted
vaults and Entra applications among it. It is gone when Azure has been asked again
and has nothing of it. Interrupted, it goes on when it is run again. What somebody
else has locked, or what may belong to another subscription, is refused before
anything changes.

A NAME of which there is nothing, and that no command has taken down here before, is
most likely mistyped: exit code 2. With --if-exists there need not have been one.`,
		Example: `  go run ./cmd/tandem env down pr12
  go run ./cmd/tandem env down pr12 --execute
  go run ./cmd/tandem env down pr12 --execute --if-exists --target azure --json`,
		Args: oneName,
		RunE: func(cmd *cobra.Command, args []string) error { return a.envDown(cmd.Context(), args[0], o) },
	}
	c.Flags().BoolVar(&o.execute, "execute", false, "take it down; without it nothing is changed")
	c.Flags().BoolVar(&o.ifExists, "if-exists", false, "there need not be, nor have been, an environment of that name")
	return c
}

func (a *app) envDown(ctx context.Context, name string, o envDownOptions) error {
	started := time.Now()
	all, err := a.checkEnvironment(name)
	if err != nil {
		return err
	}
	if o.execute {
		release, err := a.hold(name)
		if err != nil {
			return err
		}
		defer release()
	}
	e, err := a.openEnvironments(ctx, all, exists(a.environmentDir(name, backendDir)))
	if err != nil {
		return err
	}
	defer e.close()
	s := e.stack(name)
	if !o.execute {
		return e.planDown(ctx, s, o)
	}
	return e.leased(ctx, name, func(ctx context.Context) error { return e.executeDown(ctx, s, o, started) })
}

// planDown says what taking an environment down would remove.
func (e *environments) planDown(ctx context.Context, s *stack, o envDownOptions) error {
	plan, resumed, err := s.planDown(ctx, o)
	if err != nil {
		return err
	}
	answer := map[string]any{"plan": plan, "nothing": plan.Nothing() && !resumed, "resumed": resumed, "executed": false}
	err = e.app.ui.answer("env down", answer, func(w io.Writer) error { return printPlanDown(w, plan) })
	if err == nil && len(plan.Refusals) > 0 {
		err = &system.RefusedError{Refusals: plan.Refusals}
	}
	return err
}

// executeDown takes an environment down that this machine has claimed.
func (e *environments) executeDown(ctx context.Context, s *stack, o envDownOptions, started time.Time) error {
	plan, resumed, err := s.planDown(ctx, o)
	if err != nil {
		return err
	}
	if resumed {
		e.app.ui.say("environment %s: going on with an earlier down", s.name)
	}
	left, err := s.takeDownAs(ctx, plan)
	if err != nil {
		return err
	}
	answer := map[string]any{"plan": plan, "nothing": plan.Nothing() && !resumed, "resumed": resumed, "executed": true, "left": left, "seconds": time.Since(started).Seconds()}
	return e.app.ui.answer("env down", answer, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "environment %s is gone: no resource group, soft-deleted vault, budget or Entra object is left of it (%s)\n", s.name, seconds(time.Since(started)))
		if kept := left.Kept(); err == nil && kept != "" {
			_, err = fmt.Fprintf(w, "what nobody can remove stays: %s\n", kept)
		}
		return err
	})
}

// planDown plans the end of the environment, and says whether one is under way. A name
// of which there is nothing, and was nothing as far as is known here, is wrong usage.
func (s *stack) planDown(ctx context.Context, o envDownOptions) (p env.Plan, resumed bool, err error) {
	if p, err = env.PlanDown(ctx, s.arm, env.Identity(s.system(), s.name), s); err != nil {
		return p, false, err
	}
	if resumed, err = s.down().UnderWay(); err != nil || resumed || !p.Nothing() || len(p.Remains.Protected) > 0 || o.ifExists {
		return p, resumed, err
	}
	known, err := s.known(ctx) // noted here, or a stack of the backend, be it an empty one
	if err != nil || slices.ContainsFunc(known, func(k env.Known) bool { return k.Name == s.name }) {
		return p, false, err
	}
	switch gone, known, err := s.app.goneSince(s.name); {
	case err != nil:
		return p, false, err
	case known:
		s.app.ui.say("environment %s has been taken down here on %s", s.name, gone.UTC().Format(time.RFC3339))
		return p, false, nil
	}
	return p, false, usagef("there is no environment %s, and none of that name is known here to have gone: "+
		"tandem env list names those that there are; where there need not have been one, say --if-exists", s.name)
}

func printPlanDown(w io.Writer, p env.Plan) error {
	if p.Nothing() {
		if kept := p.Remains.Kept(); kept != "" {
			_, err := fmt.Fprintf(w, "of environment %s there is only what nobody can remove: %s\n", p.Name, kept)
			return err
		}
		_, err := fmt.Fprintf(w, "there is nothing of an environment %s: nothing to take down\n", p.Name)
		return err
	}
	how := "by what Azure says alone: no state here knows it"
	if p.Stateful {
		how = "by its state, then by what Azure says"
	}
	_, err := fmt.Fprintf(w, "environment %s (%s) would be taken down %s\nthere is: %s\n\nnothing was changed; to do it: tandem env down %s --execute\n",
		p.Name, orDash(p.State), how, p.Remains, p.Name)
	return err
}

// reapOptions are the flags of env reap.
type reapOptions struct {
	execute, orphans bool
	parallel         int
}

// maxReaped is how many environments may be taken down at once: each runs an
// engine of its own.
const maxReaped = 8

func newEnvReapCommand(a *app) *cobra.Command {
	var o reapOptions
	c := &cobra.Command{
		Use:   "reap",
		Short: "Say which test environments have expired; with --execute take them down",
		Long: `Take down every test environment whose expiry has passed, also those that no state
here knows. An expiry is read from the tags of resource groups; what does not carry
the tags of a test environment is never touched, nor is production. A fault in one
environment does not keep the others: the exit code is 1 when something is left that
was to go, and 3 when a person must look: something is unsafe to take down, has no
expiry, or a name that no environment can have.`,
		Example: `  go run ./cmd/tandem env reap
  go run ./cmd/tandem env reap --execute --json --target azure`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.envReap(cmd.Context(), o) },
	}
	c.Flags().BoolVar(&o.execute, "execute", false, "take them down; without it nothing is changed")
	c.Flags().BoolVar(&o.orphans, "orphans", false, "take down what no state here knows before its time, too")
	c.Flags().IntVar(&o.parallel, "parallel", 2, "how many to take down at once")
	return c
}

func (a *app) envReap(ctx context.Context, o reapOptions) error {
	started := time.Now()
	all, err := a.check(toRead)
	if o.parallel < 1 || o.parallel > maxReaped {
		err = errors.Join(err, usagef("--parallel %d is out of range: write 1 to %d", o.parallel, maxReaped))
	}
	if err != nil {
		return err
	}
	notes, err := a.allNoted()
	if err != nil {
		return err
	}
	e, err := a.openEnvironments(ctx, all, o.execute && len(notes) > 0)
	if err != nil {
		return err
	}
	defer e.close()
	if err := env.CheckClock(ctx, e.arm, time.Now()); err != nil {
		return err
	}
	found, err := env.See(ctx, e.arm, e.system())
	if err != nil {
		return err
	}
	s := env.Survey{Environments: found, Production: all.Environments()}
	if s.Known, err = e.known(ctx); err != nil {
		return err
	}
	cases := env.Decide(s, started, o.orphans)
	if o.execute {
		env.Run(ctx, cases, o.parallel, e.reap)
		if err := env.ForgetEnded(ctx, e.arm, e.system()); err != nil {
			a.ui.say("claims of machines that are gone: %v", err)
		}
	}
	answer := map[string]any{"environments": cases, "executed": o.execute, "left": env.Left(cases), "at": started.UTC(), "seconds": time.Since(started).Seconds()}
	if err := a.ui.answer("env reap", answer, func(w io.Writer) error { return printCases(w, cases, o.execute) }); err != nil {
		return err
	}
	return env.Fault(cases)
}

// reap takes one environment down, and names what cannot be removed.
func (e *environments) reap(ctx context.Context, c env.Case) (kept string, err error) {
	release, err := e.app.hold(c.Name)
	if err != nil {
		return "", err
	}
	defer release()
	err = e.leased(ctx, c.Name, func(ctx context.Context) error {
		left, err := e.reapLeased(ctx, c)
		kept = left.Kept()
		return err
	})
	return kept, err
}

// reapLeased asks again whether the environment is to go, under its lock: meanwhile it
// may have been extended, or brought up anew.
func (e *environments) reapLeased(ctx context.Context, c env.Case) (left env.Remains, err error) {
	found, exists, err := env.Find(ctx, e.arm, e.system(), c.Name)
	if err != nil {
		return left, err
	}
	beforeItsTime := len(c.Groups) > 0 && !c.Expired(time.Now())
	due := func(found env.Environment) error {
		switch now := time.Now(); {
		case found.Expires == nil:
			return fmt.Errorf("%w: meanwhile its expiry was taken away", system.ErrUnsafe)
		case !found.Expired(now) && !beforeItsTime:
			return fmt.Errorf("meanwhile it was extended, or brought up: it expires %s", until(found.Expires, now))
		}
		return nil
	}
	if exists {
		if err := due(found); err != nil {
			return left, err
		}
	}
	e.app.ui.say("environment %s: taking it down: %s", c.Name, c.Reason)
	s := e.stack(c.Name)
	s.due = due
	return s.takeDown(ctx)
}

func printCases(w io.Writer, cases []env.Case, executed bool) error {
	if len(cases) == 0 {
		_, err := fmt.Fprintln(w, "there is no test environment")
		return err
	}
	for _, c := range cases {
		if _, err := fmt.Fprintln(w, strings.ReplaceAll(c.String(), "\n", "\n  ")); err != nil {
			return err
		}
	}
	if executed {
		return nil
	}
	_, err := fmt.Fprintln(w, "\nnothing was changed; to do it: tandem env reap --execute")
	return err
}
