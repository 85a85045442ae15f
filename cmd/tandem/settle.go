package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/ops/system"
)

func newSettleCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "settle",
		Short: "Settle what an interrupted run has left in the recorded state, and change nothing else",
		Long: `Settle what an interrupted run has left in the recorded state, and change nothing
else: for each operation of which it is not recorded how it ended, the target is asked.
What was created is taken over as it is there, what was not is forgotten; what was being
changed or deleted is recorded as before, and is done again by the next up.

up does this by itself, and a plan of preview --save-plan holds it. It can be run
at any time, and again. The lock of a run that has ended on this machine is removed; one
of another machine is told, with its holder and age, and stays.`,
		Example: `  go run ./cmd/tandem settle
  go run ./cmd/tandem settle --target azure`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.settle(cmd.Context()) },
	}
}

func (a *app) settle(ctx context.Context) error {
	w, err := a.open(ctx, toRead)
	if err != nil {
		return err
	}
	defer w.close()
	deps, err := w.deps(system.Options{})
	if err != nil {
		return err
	}
	changes, err := system.Settle(ctx, deps, system.ProductionTiers())
	if err != nil {
		return fmt.Errorf("%w\n%s", err, w.whereLogsLie())
	}
	type settled struct {
		Stack   string              `json:"stack"`
		Settled []system.Settlement `json:"settled"`
	}
	stacks := []settled{}
	for _, c := range changes {
		stacks = append(stacks, settled{c.Stack, append([]system.Settlement{}, c.Settles...)})
	}
	return a.ui.answer("settle", map[string]any{"stacks": stacks}, func(out io.Writer) error {
		for _, s := range stacks {
			if len(s.Settled) == 0 {
				if _, err := fmt.Fprintf(out, "%s: nothing to settle\n", s.Stack); err != nil {
					return err
				}
			}
			for _, one := range s.Settled {
				if _, err := fmt.Fprintf(out, "%s: %s\n", s.Stack, one.Detail); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
