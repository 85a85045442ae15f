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
	return errors.Join(append(faults, checkAllowLocks(c.allowed))...)
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
	draft, err := os.CreateTemp(dir, filepath.Base(c.output)+".*")
	if err != nil {
		return usagef("--output %s cannot be written: %w", c.output, err)
	}
	return errors.Join(draft.Close(), os.Remove(draft.Name()))
}

// onlyWithBase refuses flags that mean nothing without --base.
func onlyWithBase(flags *pflag.FlagSet) error {
	var faults []error
	for _, name := range []string{"format", "output"} {
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
	// lifting tells in which stacks protection is lifted on purpose.
	lifting func(stack string) bool
}

// fail records why there is no preview, or only part of one. A command that is
// interrupted has not failed: its error is returned.
func (c *compared) fail(ctx context.Context, phase string, err error) error {
	if ctx.Err() != nil || interrupted(err) {
		return err
	}
	c.cause = err
	// A base that refuses says nothing of the change.
	refused := phase != phaseBase && errors.Is(err, system.ErrUnsafe)
	c.Failure = &preview.Failure{Phase: phase, Message: err.Error(), Refused: refused}
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

// checkAllowed refuses names that would allow nothing, which most likely are
// misspelt or left over, and names that would allow more than one loss. Where not all
// was previewed as it will be, what a name allows may be there: then it is told.
func (c *compared) checkAllowed() error {
	var lost []string
	of := map[string]int{}
	for _, change := range c.Changes {
		for _, l := range change.Losses {
			lost = append(lost, l.Name)
			of[l.Name]++
			of[change.Stack+"/"+l.Name]++
		}
		for _, lock := range system.LiftedLocks(change.Steps) {
			lost = append(lost, lock.Name)
			of[lock.Name]++
			of[change.Stack+"/"+lock.Name]++
		}
	}
	var faults []error
	for _, name := range c.Allowed {
		switch {
		case of[name] == 1:
		case of[name] > 1:
			faults = append(faults, usagef("--allow-data-change %s: %d resources of that name would be replaced or deleted: name one as stack/name; those of one stack cannot be told apart", name, of[name]))
		case !c.Seen():
			c.Remarks = append(c.Remarks, fmt.Sprintf("--allow-data-change %s allows nothing that was seen, and not all was", name))
		case len(lost) > 0:
			faults = append(faults, usagef("--allow-data-change %s: no such resource would be replaced or deleted; those that would are %s", name, strings.Join(lost, ", ")))
		default:
			faults = append(faults, usagef("--allow-data-change %s: no such resource would be replaced or deleted; no data would be replaced or deleted", name))
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
	clean := func(text string) string {
		text = passing.ReplaceAllString(text, "")
		for _, dir := range []string{a.homeDir, a.cacheDir, a.checkout} {
			text = without(text, dir, "")
		}
		return cached.ReplaceAllString(without(text, a.checkout, "checkout"), "base")
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

// without replaces a folder in a text: the folder itself, or with as "" what leads
// to something inside it. A path that only holds the same letters is left alone.
func without(text, dir, as string) string {
	if dir == string(filepath.Separator) {
		return text
	}
	if as == "" {
		dir += string(filepath.Separator)
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, dir)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if (leadsOn.MatchString(before) && !strings.HasSuffix(before, "://")) || as != "" && goesOn.MatchString(after) {
			b.WriteString(dir)
		} else {
			b.WriteString(as)
		}
		text = after
	}
}

// leadsOn and goesOn match a text in which a path has begun, or goes on.
var (
	leadsOn = regexp.MustCompile(`[\w./~-]$`)
	goesOn  = regexp.MustCompile(`^[\w/~-]|^\.\w`)
)

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
		return string(inertJSON(raw)) + "\n", err
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
