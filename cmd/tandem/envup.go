package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/env"
	"github.com/tandem-platform/tandem/ops/system"
)

// envUpOptions are the flags of env up.
type envUpOptions struct {
	ttl, owner, pullRequest, image string
	keep, refresh                  bool
	// said tells which flags were given.
	said func(flag string) bool
}

func newEnvUpCommand(a *app) *cobra.Command {
	var o envUpOptions
	c := &cobra.Command{
		Use:   "up NAME",
		Short: "Bring up a test environment, or deploy the working tree to one that exists",
		Long: `Bring up a test environment: the working tree's program with production's
settings, at test sizes, in one stack. NAME is 1 to 8 lower-case letters and digits.

An environment that exists is deployed to; it keeps its expiry (env extend moves
it), and its owner and pull request unless they are given. When an environment
cannot be brought up, what was made of it is taken down again, unless --keep leaves
it to be looked at. One that was up before stays, listed as broken.`,
		Example: `  go run ./cmd/tandem env up pr12 --pull-request 12 --ttl 8h
  go run ./cmd/tandem env up demo --owner mona --keep --json`,
		Args: oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.said = cmd.Flags().Changed
			return a.envUp(cmd.Context(), args[0], o)
		},
	}
	c.Flags().StringVar(&o.ttl, "ttl", "8h", "time to live, counted from the creation")
	c.Flags().StringVar(&o.owner, "owner", whoAsks(), "who answers for it")
	c.Flags().StringVar(&o.pullRequest, "pull-request", "", "number of the pull request that it is for")
	c.Flags().StringVar(&o.image, "image", "", "container image by digest, instead of production's")
	c.Flags().BoolVar(&o.keep, "keep", false, "leave what was made when it cannot be brought up")
	c.Flags().BoolVar(&o.refresh, "refresh", false, "read every resource first, so that edits made elsewhere are undone and what is missing is made again")
	c.Flags().BoolVar(&a.yes, "yes", false, "with --target azure: go on without asking")
	a.addPolicyConfig(c)
	return c
}

// checkEnvUp checks everything that was asked for before anything is started.
func (a *app) checkEnvUp(name string, o envUpOptions, now time.Time) (*settings.All, settings.EnvironmentArgs, error) {
	args := settings.EnvironmentArgs{Name: name, Owner: o.owner, Image: o.image, Created: now, Expires: now.Add(settings.MinLife)}
	var errs []error
	if life, err := time.ParseDuration(o.ttl); err == nil {
		args.Expires = now.Add(life)
	} else {
		errs = append(errs, usagef("--ttl %s is no span of time: write for example 8h or 90m", o.ttl))
	}
	if o.pullRequest != "" {
		number, err := strconv.Atoi(o.pullRequest)
		if err != nil || number < 1 {
			errs = append(errs, usagef("--pull-request %s is no number: write for example 12", o.pullRequest))
		}
		args.PullRequest = max(number, 0)
	}
	all, err := settings.LoadDir(a.checkout)
	_, config := a.policiesAt("")
	_, exempt := a.exemptions()
	errs = append(errs, err, a.checkAccess(), config, exempt)
	if all != nil {
		s, _, err := all.Environment(args)
		errs = append(errs, err)
		if s != nil {
			errs = append(errs, s.CheckTarget(a.target))
		}
	}
	return all, args, errors.Join(errs...)
}

func (a *app) envUp(ctx context.Context, name string, o envUpOptions) error {
	started := time.Now()
	all, args, err := a.checkEnvUp(name, o, started.UTC().Truncate(time.Second))
	if err != nil {
		return err
	}
	release, err := a.hold(name)
	if err != nil {
		return err
	}
	defer release()
	e, err := a.openEnvironments(ctx, all, true)
	if err != nil {
		return err
	}
	defer e.close()
	if err := env.CheckClock(ctx, e.arm, time.Now()); err != nil {
		return err
	}
	u := &coming{stack: e.stack(name), options: o, args: args}
	return e.leased(ctx, name, func(ctx context.Context) error { return u.run(ctx, started) })
}

// run brings the environment up, which this machine has claimed, and says what is
// known of it.
func (u *coming) run(ctx context.Context, started time.Time) error {
	if err := u.prepare(ctx); err != nil {
		return err
	}
	if u.app.target == targetAzure && !u.app.yes {
		if err := u.app.confirm("deploy test environment " + u.name + " to Azure?"); err != nil {
			return err
		}
	}
	if err := u.write(ctx); err != nil {
		return err
	}
	changes, err := u.deploy(ctx)
	if err != nil {
		return u.failed(ctx, err)
	}
	u.note.WasUp = true
	if err := u.mark(ctx, env.Up, nil); err != nil {
		return fmt.Errorf("environment %s is up, but could not be marked so: %w: run the command again", u.name, err)
	}
	v, err := u.viewEnvironment(ctx, u.name)
	if err != nil {
		return err
	}
	v.InUse = "" // by this command
	answer := v.answer()
	answer["stacks"], answer["seconds"] = changes, time.Since(started).Seconds()
	return u.app.ui.answer("env up", answer, func(w io.Writer) error {
		if err := printApplied(w, changes); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
		return v.print(w)
	})
}

// coming is an environment that is being brought up.
type coming struct {
	*stack
	options envUpOptions
	args    settings.EnvironmentArgs
	note    note
	// before is what there was of it, with an empty state if there was nothing.
	before env.Environment
}

// existed reports whether there was something of the environment before.
func (u *coming) existed() bool { return u.before.State != "" }

// stays reports whether a failure is to leave what there is: on demand, and where
// the environment has been up, or was left before.
func (u *coming) stays() bool {
	return u.options.keep || u.note.WasUp || u.before.State == env.Up || u.before.State == env.Broken
}

// prepare decides what to bring up, by what there is already. It changes nothing.
func (u *coming) prepare(ctx context.Context) error {
	found, exists, err := env.Find(ctx, u.arm, u.system(), u.name)
	if err != nil {
		return err
	}
	if err := u.fits(ctx, found, exists); err != nil {
		return err
	}
	noted, known, err := u.app.noted(u.name)
	if err != nil {
		return err
	}
	u.before, u.note = found, noted
	u.goOn(found, exists, noted, known)
	if !u.args.Expires.After(time.Now()) {
		return usagef("environment %s expired on %s: tandem env extend %s moves that, tandem env down %s takes it down",
			u.name, u.args.Expires.Format(time.RFC3339), u.name, u.name)
	}
	if exists && u.options.said("ttl") {
		u.app.ui.say("environment %s exists and keeps its expiry, %s: env extend moves it", u.name, u.args.Expires.Format(time.RFC3339))
	}
	return nil
}

// fits refuses to bring up what is going down, what other state knows, and what an
// earlier life has left behind.
func (u *coming) fits(ctx context.Context, found env.Environment, exists bool) error {
	going, err := u.down().UnderWay()
	if err != nil {
		return err
	}
	if going || found.State == env.GoingDown {
		return fmt.Errorf("environment %s is being taken down: %s", u.name, finishDown(u.name))
	}
	known, err := u.Exists(ctx)
	if err != nil {
		return err
	}
	if known {
		refusals, err := env.CheckState(ctx, u.arm, env.Identity(u.system(), u.name), u.stack, nil)
		if err == nil && len(refusals) > 0 {
			err = &system.RefusedError{Refusals: refusals}
		}
		if err != nil || exists {
			return err
		}
	}
	if exists {
		return &system.RefusedError{Refusals: []system.Refusal{{Stack: u.stackName(), Check: "state",
			Evidence: fmt.Sprintf("environment %s exists, and no state here knows it", u.name),
			Fix:      "choose another name, or work where it was brought up; to end it: tandem env down " + u.name + " --execute"}}}
	}
	left, err := env.Look(ctx, u.arm, env.Identity(u.system(), u.name))
	switch {
	case err != nil:
		return err
	case !left.Empty():
		return fmt.Errorf("an earlier environment %s has left: %s; remove that first: tandem env down %s --execute", u.name, left, u.name)
	case len(left.Protected) > 0:
		return usagef("NAME: an earlier environment %s has left what nobody can remove, and what keeps its name: %s; choose another NAME", u.name, left.Kept())
	}
	return nil
}

// goOn takes over what an environment has been since its creation.
func (u *coming) goOn(found env.Environment, exists bool, noted note, known bool) {
	keep := func(flag string) bool { return !u.options.said(flag) }
	if known {
		if keep("owner") {
			u.args.Owner = noted.Owner
		}
		if keep("pull-request") {
			u.args.PullRequest = noted.PullRequest
		}
		if keep("image") {
			u.args.Image = noted.Image
		}
	}
	if !exists {
		return // its life begins now
	}
	if known {
		u.args.Created, u.args.Expires = noted.Created, noted.Expires
	}
	if found.Created != nil {
		u.args.Created = *found.Created
	}
	if found.Expires != nil {
		u.args.Expires = *found.Expires
	}
	u.args.Extended = found.Extended
	if keep("owner") {
		u.args.Owner = cmp.Or(found.Owner, u.args.Owner)
	}
	if keep("pull-request") {
		u.args.PullRequest = cmp.Or(found.PullRequest, u.args.PullRequest)
	}
}

// write chooses address spaces and writes the stack file and the note.
func (u *coming) write(ctx context.Context) error {
	release, err := u.app.allocating()
	if err != nil {
		return err
	}
	defer release()
	networks, err := env.ReadNetworks(ctx, u.arm)
	if err != nil {
		return err
	}
	u.args.Spaces = networks.Own(env.Identity(u.system(), u.name))
	if u.args.Spaces == nil {
		u.args.Spaces = u.note.Spaces
	}
	if u.args.Spaces == nil {
		taken, err := u.app.takenSpaces(u.settings, networks, u.name)
		if err != nil {
			return err
		}
		if u.args.Spaces, err = env.FreeSpaces(u.name, taken); err != nil {
			return err
		}
	}
	u.note = note{Name: u.name, State: env.ComingUp, Owner: u.args.Owner, PullRequest: u.args.PullRequest, Image: u.args.Image,
		Created: u.args.Created, Expires: u.args.Expires, Spaces: u.args.Spaces, Extensions: u.note.Extensions, WasUp: u.note.WasUp}
	return errors.Join(u.app.note(u.note), u.writeFile(u.args))
}

// deploy previews the environment, policies included, and deploys it.
func (u *coming) deploy(ctx context.Context) ([]*system.Change, error) {
	d, err := u.deps(ctx)
	if err != nil {
		return nil, err
	}
	if err := env.Mark(ctx, u.arm, u.before, env.ComingUp); err != nil {
		return nil, err
	}
	changes, err := system.Up(ctx, d, u.tiers(), system.Options{Refresh: u.options.refresh})
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, u.work.whereLogsLie())
	}
	return changes, nil
}

// mark sets the state of the environment, in Azure and here.
func (u *coming) mark(ctx context.Context, state string, cause error) error {
	found, _, err := env.Find(ctx, u.arm, u.system(), u.name)
	if err == nil {
		err = env.Mark(ctx, u.arm, found, state)
	}
	u.note.State, u.note.Error = state, ""
	if cause != nil {
		u.note.Error = cause.Error()
	}
	return errors.Join(err, u.app.note(u.note))
}

// failed decides what becomes of an environment that did not come up. The cases,
// the first that fits decides:
//  1. it was interrupted, or another machine works on it: it stays as it is;
//  2. nothing was changed yet: it stays what it was, or is forgotten;
//  3. it has been up before, or is to be kept: it stays, marked as broken;
//  4. what was made of it is taken down; where that is interrupted it is left going
//     down, and where it fails, too, it is marked as broken.
func (u *coming) failed(ctx context.Context, cause error) error {
	if interrupted(cause) || ctx.Err() != nil || errors.Is(cause, pulumi.ErrLocked) {
		return cause
	}
	lasting := context.WithoutCancel(ctx)
	begun, err := u.deployment().UnderWay()
	switch {
	case err != nil:
		return errors.Join(cause, err)
	case !begun && u.existed():
		return errors.Join(cause, u.mark(lasting, u.before.State, nil))
	case !begun:
		return errors.Join(cause, u.Forget(lasting))
	case u.stays():
		return errors.Join(fmt.Errorf("%w\nenvironment %s stays as it is, and is listed as broken: look with tandem env show %s, end it with tandem env down %s --execute",
			cause, u.name, u.name, u.name), u.mark(lasting, env.Broken, cause))
	}
	u.app.ui.say("environment %s did not come up: taking down what was made of it", u.name)
	_, err = u.takeDown(ctx) // a claim that is lost ends it, too
	switch {
	case err == nil:
		return fmt.Errorf("%w\nwhat was made of environment %s has been taken down again", cause, u.name)
	case ctx.Err() != nil:
		return errors.Join(cause, fmt.Errorf("environment %s was being taken down: %s: %w", u.name, finishDown(u.name), err))
	}
	return errors.Join(cause, fmt.Errorf("taking down what was made of it failed, too: %w", err), u.mark(lasting, env.Broken, cause))
}
