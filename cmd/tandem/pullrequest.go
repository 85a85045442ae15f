package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/jonboulle/clockwork"
	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/ops/pullrequest"
)

// defaultLabel is the label that asks for a test environment.
const defaultLabel = "environment"

func newPullRequestCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "pr",
		Short: "In a pipeline: comment on the pull request, decide on its test environment",
		Long: `In a run of GitHub Actions or Azure Pipelines, speak with the pull request that
the run is about. The pull request, the address and the token come from what the
system tells the run (GITHUB_*, with GITHUB_TOKEN; SYSTEM_*, BUILD_*, with SYSTEM_ACCESSTOKEN).`,
		Example:           "  go run ./cmd/tandem pr comment --name preview --file report.md",
		PersistentPreRunE: func(_ *cobra.Command, _ []string) error { return a.checkTarget() },
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("unknown command %q: use comment or environment", args[0])
			}
			return nil
		},
	}
	c.AddCommand(newCommentCommand(a), newDecideCommand(a))
	return c
}

// commentOptions is what pr comment is asked for.
type commentOptions struct {
	name, file  string
	answer      string
	pullRequest int
	run         int
}

func newCommentCommand(a *app) *cobra.Command {
	var o commentOptions
	c := &cobra.Command{
		Use:   "comment",
		Short: "Publish a report as one comment, which is edited from then on",
		Long: `Publish a report as one comment on the pull request that this run is about. The
comment of an earlier run under the same name is edited.

The report is taken for what anybody may have written: it cannot choose the pull
request, call people, or pass for another comment. On the event workflow_run, and with
--run, the pull request is the open one whose head the finished run looked at; where
it has moved on, nothing is published, which is no failure.`,
		Example: `  go run ./cmd/tandem pr comment --name preview --file report.md
  go run ./cmd/tandem pr comment --name environment --environment up.json
  go run ./cmd/tandem pr comment --name preview --file report.md --run 4711`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return inputError(a.comment(cmd.Context(), o)) },
	}
	c.Flags().StringVar(&o.name, "name", "preview", "what tells this comment from others of ours on the same pull request")
	c.Flags().StringVar(&o.file, "file", "", "the report, in Markdown")
	c.Flags().StringVar(&o.answer, "environment", "", "instead of --file: the JSON answer of env up, env down or pr environment")
	c.Flags().IntVar(&o.pullRequest, "pull-request", 0, "on Azure Pipelines: the pull request, where a service hook names it")
	c.Flags().IntVar(&o.run, "run", 0, "on Azure Pipelines: the finished run whose report it is")
	return c
}

func newDecideCommand(a *app) *cobra.Command {
	var label string
	var number int
	var outputs bool
	c := &cobra.Command{
		Use:   "environment",
		Short: "Decide whether the pull request gets a test environment, and of which commit",
		Long: `Decide by the event what is to become of the pull request's test environment:
up, down, none, or refused with the reason. A branch of this repository gets one by the label or by a member's
comment "/env"; a fork only by a member's comment that names the commit, "/env up
COMMIT"; "/env down", taking the label off and closing the pull request end it.`,
		Example: `  go run ./cmd/tandem pr environment --outputs
  go run ./cmd/tandem pr environment --outputs --pull-request 12`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inputError(a.decide(cmd.Context(), label, number, outputs))
		},
	}
	c.Flags().StringVar(&label, "label", defaultLabel, "the label that asks for an environment")
	c.Flags().IntVar(&number, "pull-request", 0, "on Azure Pipelines: the pull request, as the service hook names it")
	c.Flags().BoolVar(&outputs, "outputs", false, "hand action, name, number and revision to later steps: as outputs of this step")
	return c
}

// inputError makes the package's wrong input wrong usage of the command.
func inputError(err error) error {
	if errors.Is(err, pullrequest.ErrInput) {
		return &usageError{err}
	}
	return err
}

// onGitHub tells which system runs this.
func onGitHub() (bool, error) {
	switch {
	case os.Getenv("GITHUB_ACTIONS") == "true":
		return true, nil
	case strings.EqualFold(os.Getenv("TF_BUILD"), "true"):
		return false, nil
	}
	return false, usagef("this is no run of GitHub Actions (GITHUB_ACTIONS) or Azure Pipelines (TF_BUILD): this works in one alone")
}

// comment publishes a report.
func (a *app) comment(ctx context.Context, o commentOptions) error {
	text, quiet, err := o.text()
	if err != nil {
		return err
	}
	host, subject, err := o.subject(ctx)
	if err != nil {
		return err
	}
	if subject.Skip != "" {
		return a.ui.answer("pr comment", map[string]any{"action": "skipped", "reason": subject.Skip}, func(w io.Writer) error {
			_, err := fmt.Fprintln(w, "nothing published:", subject.Skip)
			return err
		})
	}
	p, err := pullrequest.Publish(ctx, host, subject.Number, pullrequest.Report{Name: o.name, Text: text, Origin: subject.Origin, OnlyEdit: quiet})
	if err != nil {
		return err
	}
	answer := map[string]any{"action": p.Action, "pullRequest": p.Number, "address": p.Address}
	return a.ui.answer("pr comment", answer, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "comment on pull request %d %s: %s\n", p.Number, p.Action, p.Address)
		return err
	})
}

// subject is the pull request that a comment goes to, and where it is.
func (o commentOptions) subject(ctx context.Context) (pullrequest.Host, pullrequest.Subject, error) {
	github, err := onGitHub()
	if err != nil {
		return nil, pullrequest.Subject{}, err
	}
	if github {
		if o.run != 0 || o.pullRequest != 0 {
			return nil, pullrequest.Subject{}, usagef("--run and --pull-request belong to Azure Pipelines: on GitHub the event says what this is about")
		}
		g, err := pullrequest.NewGitHub(os.Getenv, clockwork.NewRealClock())
		if err != nil {
			return nil, pullrequest.Subject{}, err
		}
		s, err := g.Subject(ctx)
		return g, s, err
	}
	d, err := pullrequest.NewDevOps(os.Getenv, clockwork.NewRealClock())
	if err != nil {
		return nil, pullrequest.Subject{}, err
	}
	if o.run != 0 {
		s, err := d.SubjectOf(ctx, o.run)
		return d, s, err
	}
	s, err := d.Subject(ctx, o.pullRequest)
	return d, s, err
}

// Bounds of what is read, in bytes: no comment is made of a larger report, and
// an answer tells of every resource.
const (
	mostReport = 4 * pullrequest.MostCharacters
	mostAnswer = 64 << 20
)

// text is the Markdown to publish; quiet, where there is nothing to tell that nobody
// has asked about.
func (o commentOptions) text() (text string, quiet bool, err error) {
	switch {
	case (o.file == "") == (o.answer == ""):
		return "", false, usagef("name either --file, as preview --format markdown --output writes it, or --environment, the JSON answer of env up or env down")
	case o.file != "":
		raw, err := readReport(o.file, mostReport)
		return string(raw), false, err
	}
	raw, err := readReport(o.answer, mostAnswer)
	if err != nil {
		return "", false, err
	}
	text, err = pullrequest.EnvironmentText(raw)
	return text, pullrequest.Nothing(raw), err
}

// readReport reads a report that anybody may have made: a regular file of a fit
// size, nothing that points elsewhere.
func readReport(path string, most int64) ([]byte, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, usagef("report: %w: look at the step that makes it", err)
	case !info.Mode().IsRegular():
		return nil, usagef("report %s is no regular file: links and devices are not followed", path)
	case info.Size() > most:
		return nil, usagef("report %s has %d bytes, at most %d are read: preview --format markdown writes one that fits", path, info.Size(), most)
	}
	return os.ReadFile(path)
}

// decide says what is to become of the pull request's environment.
func (a *app) decide(ctx context.Context, label string, number int, outputs bool) error {
	github, err := onGitHub()
	if err != nil {
		return err
	}
	d, err := decision(ctx, github, label, number)
	if err != nil {
		return err
	}
	if outputs {
		if err := a.handOver(github, [][2]string{{"action", d.Action}, {"name", d.Name}, {"number", strconv.Itoa(d.Number)}, {"revision", d.Revision}}); err != nil {
			return err
		}
	}
	answer := map[string]any{"action": d.Action, "name": d.Name, "pullRequest": d.Number, "revision": d.Revision, "reason": d.Reason}
	return a.ui.answer("pr environment", answer, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s: %s (%s)\n", d.Name, d.Action, d.Reason)
		return err
	})
}

func decision(ctx context.Context, github bool, label string, number int) (pullrequest.Decision, error) {
	if github {
		if number != 0 {
			return pullrequest.Decision{}, usagef("--pull-request belongs to Azure Pipelines: on GitHub the event says what this is about")
		}
		g, err := pullrequest.NewGitHub(os.Getenv, clockwork.NewRealClock())
		if err != nil {
			return pullrequest.Decision{}, err
		}
		return g.Environment(ctx, label)
	}
	if number <= 0 {
		return pullrequest.Decision{}, usagef("--pull-request is missing: name the one that the service hook tells of")
	}
	d, err := pullrequest.NewDevOps(os.Getenv, clockwork.NewRealClock())
	if err != nil {
		return pullrequest.Decision{}, err
	}
	return d.Environment(ctx, number)
}

// handed is the form of what later steps get: no line ends in it, and nothing quotes.
var handed = regexp.MustCompile(`^[a-z0-9:-]*$`)

// handOver gives values to later steps as each system wants it: lines in the
// file GITHUB_OUTPUT, or logging commands, which Azure Pipelines reads from stderr, too.
func (a *app) handOver(github bool, values [][2]string) (err error) {
	for _, v := range values {
		if !handed.MatchString(v[1]) {
			return fmt.Errorf("%s is %q, which is handed to no other step", v[0], v[1])
		}
	}
	if !github {
		for _, v := range values {
			a.ui.command("##vso[task.setvariable variable=%s;isOutput=true]%s", v[0], v[1])
		}
		return nil
	}
	f, err := os.OpenFile(os.Getenv("GITHUB_OUTPUT"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return usagef("--outputs: GITHUB_OUTPUT: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, v := range values {
		if _, err := fmt.Fprintf(f, "%s=%s\n", v[0], v[1]); err != nil {
			return err
		}
	}
	return nil
}
