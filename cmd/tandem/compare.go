package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
)

// comparison is what preview --base is asked for.
type comparison struct {
	base, format, output string
	allowed              []string
	// formatted is set when the format was asked for.
	formatted bool
}

// The formats of a comparison.
const (
	formatText     = "text"
	formatMarkdown = "markdown"
	formatJSON     = "json"
)

// The phases in which a comparison can fail.
const (
	phaseConfiguration = "configuration"
	phaseBase          = "base"
	phaseBuild         = "build"
	phasePreview       = "preview"
)

// check finds everything that is wrong with what is asked for; flags are those
// of the command.
func (c *comparison) check(flags *pflag.FlagSet, asJSON bool) error {
	c.formatted = flags.Changed("format")
	var faults []error
	if c.base == "" {
		faults = append(faults, usagef("--base is empty: name the revision to compare with"))
	}
	if flags.Changed("refresh") {
		faults = append(faults, usagef("--refresh goes without --base: a base in a sandbox is fresh, and with --target azure every resource is read in any case"))
	}
	switch c.format {
	case formatText, formatMarkdown, formatJSON:
	default:
		faults = append(faults, usagef("--format %s is not known: use %s, %s or %s", c.format, formatText, formatMarkdown, formatJSON))
	}
	if asJSON && c.formatted && c.format != formatJSON && c.output == "" {
		faults = append(faults, usagef("--json and --format %s are two forms of one answer: give one, or write one of them to a file with --output", c.format))
	}
	if asJSON && !c.formatted {
		c.format = formatJSON
	}
	if flags.Changed("output") {
		faults = append(faults, c.checkOutput())
	}
	for _, name := range c.allowed {
		if strings.TrimSpace(name) == "" {
			faults = append(faults, usagef("--allow-data-change names nothing: name a resource"))
		}
	}
	return errors.Join(faults...)
}

// checkOutput wants a place for the report before the work begins.
func (c *comparison) checkOutput() error {
	if c.output == "" {
		return usagef("--output names no file")
	}
	if info, err := os.Stat(c.output); err == nil && !info.Mode().IsRegular() {
		return usagef("--output %s is no file", c.output)
	}
	dir := filepath.Dir(c.output)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return usagef("--output %s: there is no folder %s", c.output, dir)
	}
	return nil
}

// onlyWithBase refuses flags that mean nothing without --base.
func onlyWithBase(flags *pflag.FlagSet) error {
	var faults []error
	for _, name := range []string{"format", "output", "allow-data-change"} {
		if flags.Changed(name) {
			faults = append(faults, usagef("--%s belongs to --base: name the revision to compare with", name))
		}
	}
	return errors.Join(faults...)
}

// compared is what a comparison came to.
type compared struct {
	preview.Input
	// cause is the error of the input's failure, whose kind is the exit code.
	cause error
	// secrets are values that must not show.
	secrets []string
}

// fail records why there is no preview, or only part of one. A command that is
// interrupted has not failed: its error is returned.
func (c *compared) fail(ctx context.Context, phase string, err error) error {
	if ctx.Err() != nil || interrupted(err) {
		return err
	}
	c.cause = err
	c.Failure = &preview.Failure{Phase: phase, Message: err.Error(), Refused: errors.Is(err, system.ErrUnsafe)}
	if len(c.Changes) == 0 {
		return nil
	}
	for _, stack := range system.ProductionTiers().Stacks() {
		if !slices.ContainsFunc(c.Changes, func(have *system.Change) bool { return have.Stack == stack }) {
			c.Changes = append(c.Changes, &system.Change{Stack: stack, Unavailable: "see above"})
		}
	}
	return nil
}

// compare previews the working tree over a base and answers with a report.
func (a *app) compare(ctx context.Context, c comparison) error {
	got, err := a.previewOver(ctx, c)
	if err != nil {
		return err
	}
	if err := got.checkAllowed(); err != nil {
		return err
	}
	a.tidy(got)
	report := preview.New(got.Input)
	report.Redact(got.secrets)
	if err := a.deliver(report, c); err != nil {
		return err
	}
	return got.end(report)
}

// checkAllowed refuses names that would allow nothing: most likely they are
// misspelt, or left over. What was not previewed as it will be may hold them.
func (c *compared) checkAllowed() error {
	var lost []string
	for _, change := range c.Changes {
		if change.Unavailable != "" || len(change.NotYetApplied) > 0 {
			return nil
		}
		for _, l := range change.Losses {
			lost = append(lost, l.Name)
		}
	}
	if c.Failure != nil {
		return nil
	}
	var faults []error
	for _, name := range c.Allowed {
		if !slices.Contains(lost, name) {
			would := "no data would be replaced or deleted"
			if len(lost) > 0 {
				would = "those that would are " + strings.Join(lost, ", ")
			}
			faults = append(faults, usagef("--allow-data-change %s: no such resource would be replaced or deleted; %s", name, would))
		}
	}
	return errors.Join(faults...)
}

// passing is what an engine's error says of this machine: where the full log lies,
// and the program in the cache.
var passing = regexp.MustCompile(`\s*\(full log: [^)]*\)|\S*/bin/program/[0-9a-f]+/program\s`)

// cached is the folder of a base's sources in the cache.
var cached = regexp.MustCompile(`\bbase/[0-9a-z-]+/sources\b`)

// tidy takes what belongs to this machine or to this run out of messages.
func (a *app) tidy(c *compared) {
	var pairs []string
	for _, dir := range []string{a.homeDir, a.cacheDir, a.checkout} {
		pairs = append(pairs, dir+string(filepath.Separator), "")
	}
	folders := strings.NewReplacer(append(pairs, a.checkout, "checkout")...)
	clean := func(text string) string {
		return cached.ReplaceAllString(folders.Replace(passing.ReplaceAllString(text, "")), "base")
	}
	if c.Failure != nil {
		c.Failure.Message = clean(c.Failure.Message)
	}
	for _, change := range c.Changes {
		change.Unavailable = clean(change.Unavailable)
		for i := range change.Warnings {
			change.Warnings[i] = clean(change.Warnings[i])
		}
	}
}

// deliver writes the report in the format that was asked for, to the output or
// to a file that is written in one step.
func (a *app) deliver(report *preview.Report, c comparison) error {
	text, err := render(report, c.format)
	if err != nil {
		return err
	}
	if c.output == "" {
		return a.print(text)
	}
	if err := writeFile(c.output, []byte(text)); err != nil {
		return err
	}
	if !a.ui.json {
		a.ui.say("%s: written to %s", report.Verdict, c.output)
		return nil
	}
	if text, err = render(report, formatJSON); err != nil {
		return err
	}
	return a.print(text)
}

func (a *app) print(text string) error {
	return a.ui.raw(func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
}

func render(report *preview.Report, format string) (string, error) {
	switch format {
	case formatMarkdown:
		return report.Markdown()
	case formatJSON:
		raw, err := json.MarshalIndent(struct {
			Command string `json:"command"`
			*preview.Report
		}{"preview", report}, "", "  ")
		return string(raw) + "\n", err
	}
	return report.Text()
}

// end is the error by which the command ends.
func (c *compared) end(r *preview.Report) error {
	switch {
	case r.Verdict == preview.Unsafe:
		var refusals []system.Refusal
		for _, reason := range r.Reasons {
			refusals = append(refusals, system.Refusal{Stack: "preview", Check: "verdict", Evidence: reason, Fix: "see the report"})
		}
		return &system.RefusedError{Refusals: refusals}
	case r.Failure == nil:
		return nil
	case r.Failure.Phase != phaseBase && exitCode(c.cause) == exitUsage:
		return usagef("the %s failed: %s", r.Failure.Phase, r.Failure.Message)
	default:
		return fmt.Errorf("the %s failed: %s", r.Failure.Phase, r.Failure.Message)
	}
}
