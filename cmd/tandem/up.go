package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/ops/system"
)

func newUpCommand(a *app) *cobra.Command {
	var o system.Options
	c := &cobra.Command{
		Use:   "up",
		Short: "Bring the whole system up: preview every stack, then deploy blue and green, then global",
		Example: `  go run ./cmd/tandem up
  go run ./cmd/tandem up --refresh
  go run ./cmd/tandem up --target azure --yes`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.up(cmd.Context(), o) },
	}
	a.addPolicyConfig(c)
	c.Flags().BoolVar(&o.Refresh, "refresh", false, "read every resource first, so that edits made elsewhere are undone and what is missing is made again")
	c.Flags().BoolVar(&a.yes, "yes", false, "with --target azure: go on without asking")
	return c
}

func (a *app) up(ctx context.Context, o system.Options) error {
	started := time.Now()
	w, err := a.open(ctx, toDeploy)
	if err != nil {
		return err
	}
	defer w.close()
	if err := w.checkVaults(ctx); err != nil {
		return err
	}
	deps, err := w.deps(o)
	if err != nil {
		return err
	}
	if a.target == targetAzure && !a.yes {
		if err := a.confirmPlan(ctx, deps, o); err != nil {
			return err
		}
	}
	changes, err := system.Up(ctx, deps, system.ProductionTiers(), o)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, w.whereLogsLie())
	}
	status, err := w.status(ctx)
	if err != nil {
		return err
	}
	answer := map[string]any{"stacks": changes, "status": status, "home": a.homeDir,
		"logs": a.home(logsDir), "seconds": time.Since(started).Seconds()}
	return a.ui.answer("up", answer, func(out io.Writer) error { return a.printUp(out, changes, status, time.Since(started)) })
}

// confirmPlan shows what an up would do to Azure and asks.
func (a *app) confirmPlan(ctx context.Context, deps system.Deps, o system.Options) error {
	changes, err := system.Preview(ctx, deps, system.ProductionTiers(), o)
	if err != nil {
		return err
	}
	if err := printChanges(a.ui.err, changes); err != nil {
		return err
	}
	return a.confirm("deploy this to Azure?")
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
