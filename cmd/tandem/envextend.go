package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/ops/env"
)

func newEnvExtendCommand(a *app) *cobra.Command {
	var more, by string
	c := &cobra.Command{
		Use:   "extend NAME",
		Short: "Move the expiry of a test environment; who did it, and when, is recorded",
		Example: `  go run ./cmd/tandem env extend pr12 --more 4h
  go run ./cmd/tandem env extend pr12 --more 24h --by mona`,
		Args: oneName,
		RunE: func(cmd *cobra.Command, args []string) error { return a.envExtend(cmd.Context(), args[0], more, by) },
	}
	c.Flags().StringVar(&more, "more", "4h", "time to add to the expiry, or to now if that has passed")
	c.Flags().StringVar(&by, "by", whoAsks(), "who asks for it")
	return c
}

func (a *app) envExtend(ctx context.Context, name, more, by string) error {
	all, err := a.checkEnvironment(name)
	errs := []error{err}
	span, err := time.ParseDuration(more)
	if err != nil || span < time.Minute {
		errs = append(errs, usagef("--more %s is no span of time of at least a minute: write for example 4h or 90m", more))
	}
	if by == "" {
		errs = append(errs, usagef("nothing says who asks for it: say so with --by"))
	}
	if len(by) > maxName {
		errs = append(errs, usagef("--by has %d characters, and at most %d are recorded", len(by), maxName))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	release, err := a.hold(name)
	if err != nil {
		return err
	}
	defer release()
	t, err := a.openTarget(ctx, all)
	if err != nil {
		return err
	}
	defer t.close()
	if err := env.CheckClock(ctx, t.arm, time.Now()); err != nil {
		return err
	}
	var e env.Environment
	var x env.Extension
	err = t.leased(ctx, name, func(ctx context.Context) (err error) {
		e, x, err = t.extend(ctx, name, span, by)
		return err
	})
	if err != nil {
		return err
	}
	return a.ui.answer("env extend", map[string]any{"environment": e, "extension": x}, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s expires on %s instead of %s\n", name, x.To.UTC().Format(time.RFC3339), x.From.UTC().Format(time.RFC3339))
		return err
	})
}

// maxName is how long the name of who asks may be: a tag's value, 256 characters,
// holds the time, too.
const maxName = 200

// extend moves the expiry of an environment, in Azure and in what is noted here.
func (t *target) extend(ctx context.Context, name string, span time.Duration, by string) (env.Environment, env.Extension, error) {
	e, found, err := env.Find(ctx, t.arm, t.system(), name)
	if err != nil {
		return e, env.Extension{}, err
	}
	if !found {
		return e, env.Extension{}, unknownEnvironment(name)
	}
	if e.State == env.GoingDown {
		return e, env.Extension{}, fmt.Errorf("environment %s is being taken down: %s", name, finishDown(name))
	}
	n, known, err := t.app.noted(name)
	if err != nil {
		return e, env.Extension{}, err
	}
	x, err := env.PlanExtension(e, span, by, time.Now())
	if err != nil {
		return e, x, &usageError{err}
	}
	if err := env.Extend(ctx, t.arm, e, x); err != nil {
		return e, x, fmt.Errorf("%w: run the command again", err)
	}
	if known {
		n.Expires, n.Extensions = x.To, append(n.Extensions, x)
		if err := t.app.note(n); err != nil {
			return e, x, fmt.Errorf("environment %s expires on %s now, which could not be noted here: %w", name, x.To.Format(time.RFC3339), err)
		}
	}
	e, _, err = env.Find(ctx, t.arm, t.system(), name)
	return e, x, err
}

// finishDown is how to finish what was interrupted.
func finishDown(name string) string {
	return "finish that first: tandem env down " + name + " --execute"
}
