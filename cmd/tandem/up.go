package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tandem-platform/tandem/ops/system"
)

func newUpCommand(a *app) *cobra.Command {
	var o upOptions
	c := &cobra.Command{
		Use:   "up",
		Short: "Bring the whole system up: preview every stack, then deploy blue and green, then global",
		Long: `Bring the whole system up: preview every stack, then deploy blue and green, then
global. Against Azure, what was previewed is shown, and asked for: what is deployed is
that, and nothing beyond it.

With --plan, do what a plan says that tandem preview --save-plan made, and nothing
beyond it. It is refused when anything differs from what it was made of: the
target, the source revision, the program, a stack file, the policies, the state
of a stack. With --plan-digest, the file itself has to be the one that was approved.

With --stamps in-turn, the idle stamp is deployed first, and the one that serves
follows when the idle one is healthy. If that does not become healthy, the one
that serves is left as it is; the same command goes on from there.`,
		Example: `  go run ./cmd/tandem up
  go run ./cmd/tandem up --refresh
  go run ./cmd/tandem up --plan plan.json --stamps in-turn
  go run ./cmd/tandem up --plan plan.json --plan-digest sha256:<what the preview printed>
  go run ./cmd/tandem up --target azure --yes`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(a, cmd.Flags()); err != nil {
				return err
			}
			return a.up(cmd.Context(), o)
		},
	}
	o.stamps.add(c)
	c.Flags().StringVar(&o.planFile, "plan", "", "apply the plan in this file, and nothing beyond it")
	c.Flags().StringVar(&o.planDigest, "plan-digest", "", "with --plan: the file must have this digest, which preview --save-plan prints")
	addAllowLocks(c, &o.AllowLocks)
	a.addPolicyConfig(c)
	c.Flags().BoolVar(&o.Refresh, "refresh", false, "read every resource first, so that edits made elsewhere are undone and what is missing is made again")
	c.Flags().BoolVar(&a.yes, "yes", false, "with --target azure: go on without asking")
	return c
}

// upOptions are what an up is asked for.
type upOptions struct {
	system.Options
	stamps   stampOrder
	planFile string
	// planDigest is what the file's digest has to be, "" for any.
	planDigest string
	// plan is what is kept to: what the file holds, or what was said yes to.
	plan *savedPlan
}

// check refuses wrong options and reads the plan.
func (o *upOptions) check(a *app, flags *pflag.FlagSet) error {
	errs := []error{o.stamps.check(a.target, flags)}
	if flags.Changed("plan") {
		if o.Refresh {
			errs = append(errs, usagef("--refresh does not go with --plan: the plan says whether it refreshes (tandem preview --refresh --save-plan)"))
		}
		if flags.Changed(flagAllow) {
			errs = append(errs, usagef("--%s does not go with --plan: the plan says which delete locks may go (tandem preview --%s NAME --save-plan)", flagAllow, flagAllow))
		}
		var err error
		o.plan, err = readPlan(o.planFile)
		errs = append(errs, err)
	}
	if flags.Changed("plan-digest") {
		errs = append(errs, o.checkDigest())
	}
	return errors.Join(append(errs, checkAllowLocks(o.AllowLocks))...)
}

// checkDigest refuses a digest that is none, and a plan that has another one.
func (o *upOptions) checkDigest() error {
	want := strings.ToLower(strings.TrimPrefix(o.planDigest, digestPrefix))
	switch raw, err := hex.DecodeString(want); {
	case err != nil || len(raw) != sha256.Size:
		return usagef("--plan-digest %q is no digest: give sha256: and 64 hexadecimal digits, as tandem preview --save-plan prints them", o.planDigest)
	case o.planFile == "":
		return usagef("--plan-digest belongs to --plan: name the file")
	case o.plan == nil || o.plan.digest == want:
		return nil
	}
	return &system.RefusedError{Refusals: []system.Refusal{{Stack: "system", Check: system.CheckPlan,
		Evidence: fmt.Sprintf("%s has the digest %s%s, and what was approved has %s%s", o.planFile, digestPrefix, o.plan.digest, digestPrefix, want),
		Fix:      "find out who changed the file; apply the one that was approved, or make a new plan and have it approved"}}}
}

func (a *app) up(ctx context.Context, o upOptions) error {
	started := time.Now()
	asks := a.target == targetAzure && !a.yes
	w, err := a.open(ctx, planning(asks && o.plan == nil))
	if err != nil {
		return err
	}
	defer w.close()
	if err := w.checkVaults(ctx); err != nil {
		return err
	}
	deps, err := w.deps(o.Options)
	if err != nil {
		return err
	}
	if deps.Turns, err = w.takeTurns(ctx, o.stamps); err != nil {
		return err
	}
	if asks {
		if o.plan, err = w.confirmed(ctx, deps, o); err != nil {
			return err
		}
	}
	changes, err := w.apply(ctx, deps, o)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, w.whereLogsLie())
	}
	status, err := w.status(ctx)
	if err != nil {
		return err
	}
	answer := map[string]any{"stacks": changes, "status": status, "home": a.homeDir,
		"logs": a.home(logsDir), "seconds": time.Since(started).Seconds()}
	if o.plan != nil {
		answer["plan"] = o.plan.answer()
	}
	if deps.Turns != nil {
		answer["turns"] = deps.Turns
	}
	return a.ui.answer("up", answer, func(out io.Writer) error { return a.printUp(out, changes, status, time.Since(started)) })
}

// apply deploys what the checkout or the plan says.
func (w *workplace) apply(ctx context.Context, deps system.Deps, o upOptions) ([]*system.Change, error) {
	if o.plan == nil {
		return system.Up(ctx, deps, system.ProductionTiers(), o.Options)
	}
	here, err := w.circumstances(ctx)
	if err != nil {
		return nil, err
	}
	deps.Journal = w.journalOf(o.plan.digest)
	changes, err := system.UpPlanned(ctx, deps, system.ProductionTiers(), o.plan.Plan, here)
	if o.plan.file == "" {
		err = notAsConfirmed(err)
	}
	return changes, err
}

// notAsConfirmed says what to do where a plan that lies in no file is left.
func notAsConfirmed(err error) error {
	var refused *system.RefusedError
	if errors.As(err, &refused) {
		for i := range refused.Refusals {
			if refused.Refusals[i].Check == system.CheckPlan {
				refused.Refusals[i].Check = "what was confirmed"
				refused.Refusals[i].Fix = "run the command again, and look at what it shows now"
			}
		}
	}
	return err
}

// confirmed shows what an up would do to Azure, asks, and returns the plan that was
// said yes to: the one from the file, or one of what was shown.
func (w *workplace) confirmed(ctx context.Context, deps system.Deps, o upOptions) (*savedPlan, error) {
	a := w.app
	if o.plan != nil {
		if err := o.plan.printPlanned(a.ui.err); err != nil {
			return nil, err
		}
		return o.plan, a.confirm("apply this plan to Azure?")
	}
	before, err := w.circumstances(ctx)
	if err != nil {
		return nil, err
	}
	o.KeepPlan, o.Settled = true, true
	changes, err := system.Preview(ctx, deps, system.ProductionTiers(), o.Options)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, w.whereLogsLie())
	}
	if err := printChanges(a.ui.err, changes); err != nil {
		return nil, err
	}
	if err := refusedBy(changes); err != nil {
		return nil, err // there is nothing to say yes to
	}
	plan, err := newPlan("", changes, before, o.Options)
	if err != nil {
		return nil, err
	}
	return plan, a.confirm("deploy this to Azure?")
}

// confirm asks on stderr; anything but "yes" is a refusal.
func (a *app) confirm(question string) error {
	a.ui.progress("tandem: %s type yes to go on: ", question)
	var answer string
	if _, err := fmt.Fscanln(a.stdin, &answer); err != nil || answer != "yes" {
		return usagef("not confirmed; nothing was changed: run the command with --yes to go on without asking")
	}
	return nil
}

func (a *app) printUp(w io.Writer, changes []*system.Change, s system.Status, took time.Duration) error {
	if unchanged(changes) {
		for _, c := range changes {
			if _, err := fmt.Fprintf(w, "%s: everything unchanged (%d resources)\n", c.Stack, c.Counts.Same); err != nil {
				return err
			}
		}
	} else if err := printApplied(w, changes); err != nil {
		return err
	}
	if err := printAddresses(w, s); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, `
active      %s (primary database: %s)
state       %s
logs        %s
total time  %s

next        go run ./cmd/tandem status
            go run ./cmd/tandem preview
            go run ./cmd/tandem destroy
`, s.Intent.Active, primary(s), a.homeDir, a.home(logsDir), seconds(took))
	return err
}

func printApplied(w io.Writer, changes []*system.Change) error {
	rows := [][]string{{"STACK", "CREATED", "CHANGED", "DELETED", "UNCHANGED", "TIME"}}
	for _, c := range changes {
		rows = append(rows, []string{c.Stack, fmt.Sprint(c.Counts.Create), fmt.Sprint(c.Counts.Update + c.Counts.Replace),
			fmt.Sprint(c.Counts.Delete), fmt.Sprint(c.Counts.Same), seconds(time.Duration(c.Duration))})
	}
	if err := table(w, rows); err != nil {
		return err
	}
	for _, c := range changes {
		for _, line := range slices.Concat(policyLines(c), c.Recovered, c.Warnings) {
			if _, err := fmt.Fprintf(w, "%s: %s\n", c.Stack, line); err != nil {
				return err
			}
		}
	}
	return nil
}

// printAddresses lists the addresses. The sandbox has no data plane yet: they
// are real names that nothing answers at.
func printAddresses(w io.Writer, s system.Status) error {
	rows := [][]string{{"ADDRESS", "", ""}, {"generic", "https://" + s.Edge.Address, "not answering yet"}}
	for _, st := range s.Stamps {
		rows = append(rows, []string{st.Stamp, "https://" + st.Address, "not answering yet"})
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return table(w, rows)
}

func unchanged(changes []*system.Change) bool {
	for _, c := range changes {
		if c.Counts.Changed() > 0 {
			return false
		}
	}
	return true
}

// primary names the stamps whose servers say that they are primary.
func primary(s system.Status) string {
	var names []string
	for _, st := range s.Stamps {
		if st.Role == "Primary" {
			names = append(names, st.Stamp)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, " and ")
}
