package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/system"
)

func newDestroyCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "destroy",
		Short: "Take everything down in reverse order; protection is lifted first, as a step of its own",
		Example: `  go run ./cmd/tandem destroy
  go run ./cmd/tandem destroy --target azure --yes`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.destroy(cmd.Context()) },
	}
	c.Flags().BoolVar(&a.yes, "yes", false, "with --target azure: go on without asking")
	return c
}

func (a *app) destroy(ctx context.Context) error {
	if a.target == targetSandbox && !exists(a.home(backendDir)) { // a fresh home: no need to obtain anything
		return a.answerDestroyed(system.Destruction{Lifted: []*system.Change{}, Destroyed: []*system.Change{}}, []system.DeletedVault{})
	}
	w, err := a.open(ctx, toRead)
	if err != nil {
		return err
	}
	defer w.close()
	status, err := w.status(ctx)
	if err != nil {
		return err
	}
	if err := system.CheckAnchor(status, string(w.settings.Stacks[settings.GlobalStack].Global.Anchor)); err != nil {
		return err
	}
	if a.target == targetAzure && !a.yes {
		a.ui.say("this deletes blue, green and global of %s with all their data", w.layout().Environment)
		if err := a.confirm("destroy all of it in Azure?"); err != nil {
			return err
		}
	}
	deps, err := w.deps(system.Options{})
	if err != nil {
		return err
	}
	done, err := system.Destroy(ctx, deps, system.ProductionTiers())
	if err != nil {
		return fmt.Errorf("%w\n%s", err, w.whereLogsLie())
	}
	left, err := system.SoftDeleted(ctx, w.arm, w.arm.Subscription())
	if err != nil {
		return err
	}
	return a.answerDestroyed(done, left)
}

func (a *app) answerDestroyed(done system.Destruction, left []system.DeletedVault) error {
	return a.ui.answer("destroy", map[string]any{"lifted": done.Lifted, "stacks": done.Destroyed, "softDeletedVaults": left}, func(out io.Writer) error {
		return a.printDestroyed(out, done.Destroyed, left)
	})
}

func (a *app) printDestroyed(w io.Writer, changes []*system.Change, left []system.DeletedVault) error {
	if len(changes) == 0 {
		if _, err := fmt.Fprintln(w, "nothing was deployed"); err != nil {
			return err
		}
	}
	for _, c := range changes {
		if _, err := fmt.Fprintf(w, "%s: %d resources deleted in %s\n", c.Stack, c.Counts.Delete, seconds(time.Duration(c.Duration))); err != nil {
			return err
		}
	}
	for _, v := range left {
		if _, err := fmt.Fprintf(w, "soft-deleted vault %s in %s, purged by Azure on %s\n", v.Name, v.Location, v.PurgeDate); err != nil {
			return err
		}
	}
	if len(left) == 0 {
		return nil
	}
	text := "\nThe names of soft-deleted vaults stay taken. To come up again, either recover them,\nor raise tandem:generation in all three stack files.\n"
	if a.target == targetSandbox {
		text += "In the sandbox you can also forget everything: " + resetCommand + "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}
