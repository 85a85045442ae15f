package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/ops/env"
	"github.com/tandem-platform/tandem/ops/system"
)

func newEnvDownCommand(a *app) *cobra.Command {
	var execute bool
	c := &cobra.Command{
		Use:   "down NAME",
		Short: "Say what taking a test environment down would remove; with --execute do it, and prove that nothing is left",
		Long: `Say what there is of a test environment, and with --execute take it down: what the
state knows, in order; then whatever is left by Azure's own account, soft-deleted
vaults and Entra applications among it. It is gone when Azure has been asked again
and has nothing of it. Interrupted, it goes on when it is run again. What somebody
else has locked is refused before anything changes.`,
		Example: `  go run ./cmd/tandem env down pr12
  go run ./cmd/tandem env down pr12 --execute`,
		Args: oneName,
		RunE: func(cmd *cobra.Command, args []string) error { return a.envDown(cmd.Context(), args[0], execute) },
	}
	c.Flags().BoolVar(&execute, "execute", false, "take it down; without it nothing is changed")
	return c
}

func (a *app) envDown(ctx context.Context, name string, execute bool) error {
	started := time.Now()
	all, err := a.checkEnvironment(name)
	if err != nil {
		return err
	}
	if execute {
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
	plan, err := env.PlanDown(ctx, e.arm, env.Identity(e.system(), name), s)
	if err != nil {
		return err
	}
	resumed, err := s.down().UnderWay()
	if err != nil {
		return err
	}
	answer := map[string]any{"plan": plan, "nothing": plan.Nothing() && !resumed, "resumed": resumed, "executed": execute}
	if !execute {
		err := a.ui.answer("env down", answer, func(w io.Writer) error { return printPlanDown(w, plan) })
		if err == nil && len(plan.Refusals) > 0 {
			err = &system.RefusedError{Refusals: plan.Refusals}
		}
		return err
	}
	if resumed {
		a.ui.say("environment %s: going on with an earlier down", name)
	}
	if err := s.takeDownAs(ctx, plan); err != nil {
		return err
	}
	answer["seconds"] = time.Since(started).Seconds()
	return a.ui.answer("env down", answer, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "environment %s is gone: no resource group, soft-deleted vault, budget or Entra object is left of it (%s)\n", name, seconds(time.Since(started)))
		return err
	})
}

func printPlanDown(w io.Writer, p env.Plan) error {
	if p.Nothing() {
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
was to go.`,
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
	found, err := env.See(ctx, e.arm, e.system())
	if err != nil {
		return err
	}
	s := env.Survey{Environments: found, Production: all.Environments()}
	if s.Known, err = e.known(ctx); err != nil {
		return err
	}
	cases := env.Decide(s, started, o.orphans)
	left := 0
	if o.execute {
		left = env.Run(ctx, cases, o.parallel, e.reap)
	}
	answer := map[string]any{"environments": cases, "executed": o.execute, "left": left, "at": started.UTC(), "seconds": time.Since(started).Seconds()}
	err = a.ui.answer("env reap", answer, func(w io.Writer) error { return printCases(w, cases, o.execute) })
	if err == nil && left > 0 {
		err = fmt.Errorf("%d environments are left that were to go: see what is said of each, and run the command again", left)
	}
	return err
}

// reap takes one environment down. That it is to go is asked again under its lock:
// meanwhile it may have been extended, or brought up anew.
func (e *environments) reap(ctx context.Context, c env.Case) error {
	release, err := e.app.hold(c.Name)
	if err != nil {
		return err
	}
	defer release()
	found, exists, err := env.Find(ctx, e.arm, e.system(), c.Name)
	if err != nil {
		return err
	}
	beforeItsTime := len(c.Groups) > 0 && !c.Expired(time.Now())
	due := func(found env.Environment) error {
		if now := time.Now(); !found.Expired(now) && !beforeItsTime {
			return fmt.Errorf("meanwhile it was extended, or brought up: it expires %s", until(found.Expires, now))
		}
		return nil
	}
	if exists {
		if err := due(found); err != nil {
			return err
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
		if _, err := fmt.Fprintln(w, c); err != nil {
			return err
		}
	}
	if executed {
		return nil
	}
	_, err := fmt.Fprintln(w, "\nnothing was changed; to do it: tandem env reap --execute")
	return err
}
