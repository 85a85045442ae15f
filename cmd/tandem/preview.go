package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tandem-platform/tandem/ops/system"
)

func newPreviewCommand(a *app) *cobra.Command {
	var o previewOptions
	c := &cobra.Command{
		Use:   "preview",
		Short: "Say what up would do, stack by stack; nothing is changed",
		Long: `Say what up would do, stack by stack. Nothing is changed.

Global reads what blue and green export. When those have changes that are not
applied, the sandbox applies them to a throw-away copy of itself and previews global
on that copy. Against Azure no copy can be had: the answer names the stacks
whose outputs are not yet applied.

What an interrupted run has left is settled on a copy of the recorded state first, by
asking the target, and is shown: an up settles it so before anything else.

With --save-plan, keep what was previewed in a file, for tandem up --plan to do it
and nothing beyond it. The file's digest is printed, for up --plan-digest; in a pipeline,
--outputs hands it to later steps.

With --base, say what the working tree does to the system as another revision
deploys it: that revision is brought up in a sandbox of its own, which is cached,
and the working tree is previewed over it. No credentials are needed.`,
		Example: `  go run ./cmd/tandem preview
  go run ./cmd/tandem preview --refresh
  go run ./cmd/tandem preview --save-plan plan.json
  go run ./cmd/tandem preview --base origin/main --format markdown --output comment.md`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(cmd.Flags(), a.ui.json); err != nil {
				return err
			}
			if cmd.Flags().Changed("base") {
				return a.compare(cmd.Context(), o.over)
			}
			o.KeepPlan, o.Settled, o.AllowLocks = o.plan.file != "", true, o.over.allowed
			return a.preview(cmd.Context(), o.Options, o.plan)
		},
	}
	c.Flags().StringVar(&o.over.base, "base", "", "compare with this revision: a branch, a tag or a commit")
	c.Flags().StringVar(&o.over.format, "format", formatText, "with --base: text, markdown or json")
	c.Flags().StringVar(&o.over.output, "output", "", "with --base: write the report to this file")
	addAllowLocks(c, &o.over.allowed)
	c.Flags().BoolVar(&o.plan.outputs, "outputs", false, "with --save-plan, in a pipeline: hand the plan's digest to later steps, as the output digest of this step")
	c.Flags().StringVar(&o.plan.file, "save-plan", "", "keep what was previewed in this file, for up --plan; no file is written when it is refused")
	a.addPolicyConfig(c)
	c.Flags().BoolVar(&o.Refresh, "refresh", false, "read every resource first, so that edits made elsewhere show")
	return c
}

// previewOptions are what a preview is asked for: of what is deployed, or over a base.
type previewOptions struct {
	system.Options
	over comparison
	plan planKeeping
}

// check refuses what is wrong with the flags, or with how they go together.
func (o *previewOptions) check(flags *pflag.FlagSet, asJSON bool) error {
	if flags.Changed("save-plan") {
		if flags.Changed("base") {
			return usagef("--save-plan does not go with --base: a plan is for what is deployed, not for another revision")
		}
		if err := checkPlanFile(o.plan.file); err != nil {
			return err
		}
	}
	if err := o.plan.check(); err != nil {
		return err
	}
	if flags.Changed("base") {
		return o.over.check(flags, asJSON)
	}
	return errors.Join(onlyWithBase(flags), checkAllowLocks(o.over.allowed))
}

func (a *app) preview(ctx context.Context, o system.Options, keep planKeeping) error {
	w, err := a.open(ctx, planning(keep.file != ""))
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
	var before system.Circumstances
	if keep.file != "" {
		if before, err = w.circumstances(ctx); err != nil {
			return err
		}
	}
	changes, err := system.Preview(ctx, deps, system.ProductionTiers(), o)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, w.whereLogsLie())
	}
	return a.answerPreview(changes, keep, before, o)
}

// answerPreview writes the answer and, where one is asked for and nothing is
// refused, the plan.
func (a *app) answerPreview(changes []*system.Change, keep planKeeping, before system.Circumstances, o system.Options) error {
	refused := refusedBy(changes)
	answer := map[string]any{"stacks": changes}
	var plan *savedPlan
	if keep.file != "" && refused == nil {
		var err error
		if plan, err = newPlan(keep.file, changes, before, o); err != nil {
			return err
		}
		if err := a.handPlan(keep, plan); err != nil {
			return err
		}
		answer["plan"] = plan.answer()
	}
	err := a.ui.answer("preview", answer, func(out io.Writer) error {
		if err := printChanges(out, changes); err != nil || plan == nil {
			return err
		}
		return plan.print(out)
	})
	if err != nil {
		return err
	}
	return refused
}

// refusedBy is the error of previews that may not be applied.
func refusedBy(changes []*system.Change) error {
	var refusals []system.Refusal
	for _, c := range changes {
		refusals = append(refusals, c.Refusals...)
	}
	if len(refusals) == 0 {
		return nil
	}
	return &system.RefusedError{Refusals: refusals}
}

var opMarks = map[string]string{"create": "+", "update": "~", "replace": "+-", "delete": "-", "import": "="}

// printChanges lists for each stack the counts and every resource that would
// not stay as it is.
func printChanges(w io.Writer, changes []*system.Change) error {
	var b strings.Builder
	for _, c := range changes {
		if c.Unavailable != "" {
			fmt.Fprintf(&b, "%s: not previewed: %s\n", c.Stack, c.Unavailable)
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", c.Stack, c.Summary())
		for _, s := range c.Steps {
			fmt.Fprintf(&b, "  %-2s %s %s\n", opMarks[s.Op], s.Type, s.Name)
			if s.Op == "create" || s.Op == "delete" || s.Op == "import" {
				continue
			}
			for _, p := range s.Properties {
				fmt.Fprintf(&b, "       %s\n", printable(p))
			}
		}
		if len(c.NotYetApplied) > 0 {
			fmt.Fprintf(&b, "  outputs of %s are not yet applied: this preview sees their old values\n", strings.Join(c.NotYetApplied, ", "))
		}
		for _, s := range c.Settles {
			fmt.Fprintf(&b, "  settled first, left by an interrupted run: %s\n", s.Detail)
		}
		if c.Held != "" {
			fmt.Fprintf(&b, "  note: %s\n", c.Held)
		}
		for _, line := range policyLines(c) {
			fmt.Fprintf(&b, "  %s\n", line)
		}
		for _, line := range append(c.Recovered, c.Warnings...) {
			fmt.Fprintf(&b, "  note: %s\n", line)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// policyLines are what policies say of a change, a line each; what refuses the
// change is told with the refusal.
func policyLines(c *system.Change) []string {
	var lines []string
	for _, v := range c.Violations {
		lines = append(lines, fmt.Sprintf("policy %s (%s): %s", v.Rule, v.Level, v))
	}
	if len(c.NotYetKnown) == 0 {
		return lines
	}
	var waits []string
	for _, v := range c.NotYetKnown {
		waits = append(waits, v.Rule+" on "+strings.TrimSpace(v.Resource+" "+v.Path))
	}
	return append(lines, "policy: not yet known, judged when it is: "+strings.Join(waits, ", "))
}
