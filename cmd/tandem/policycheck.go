package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// checkOptions say how files are judged.
type checkOptions struct {
	class      string
	whole      *bool // nil: as the files tell
	config     string
	exemptions string
	format     string
}

func newPolicyCheckCommand(a *app) *cobra.Command {
	var o checkOptions
	var whole bool
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Judge exported stacks and saved previews of any Pulumi program",
		Long: `Judge exported stacks and saved previews of any Pulumi program. A file is what
one of these writes; - is standard input:

  pulumi stack export --show-secrets > blue.json
  pulumi preview --json --show-sames > blue.json

Several files make one graph. Rules that need all stacks of a system are judged
when the files are the whole system: so it is with several files, and with one
file of a stack that says that its tandem:layer is system; --whole and
--whole=false say otherwise. Where the files do not tell their class, they are
held to production.

Exit codes: 0 no mandatory violation, 1 mandatory violations, 2 wrong input.`,
		Example: `  go run ./cmd/tandem policy check blue.json green.json global.json
  pulumi stack export | go run ./cmd/tandem policy check --whole -
  go run ./cmd/tandem policy check --format sarif blue.json > blue.sarif`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("whole") {
				o.whole = &whole
			}
			return a.checkFiles(args, o)
		},
	}
	c.Flags().StringVar(&o.class, "class", "", "class of environment to hold the files to: production or test")
	c.Flags().BoolVar(&whole, "whole", false, "the files are the whole system")
	c.Flags().StringVar(&o.config, "config", "", "file of levels and parameters, as pulumi takes it with --policy-pack-config")
	c.Flags().StringVar(&o.exemptions, "exemptions", "", "file of exemptions: see policy/exemptions.yaml")
	c.Flags().StringVar(&o.format, "format", "text", "form of the answer: text, json, sarif or junit")
	return c
}

// judgement is what the rules came to.
type judgement struct {
	files []*judgedFile
	class rule.Class
	whole bool
	rules []*rule.Rule // those that are not disabled
	set   *rule.Set
	// report is without what is exempted.
	report rule.Report
	uses   []exempt.Use
	unused []error
}

func (a *app) checkFiles(names []string, o checkOptions) error {
	switch o.format {
	case "text", "json", "sarif", "junit":
	default:
		return usagef("--format %s is not known: use text, json, sarif or junit", o.format)
	}
	if a.ui.json && o.format != "text" && o.format != "json" {
		return usagef("--json and --format %s are two forms of one answer: give one", o.format)
	}
	a.ui.json = a.ui.json || o.format == "json"
	j, err := a.judge(names, o, time.Now())
	if err != nil {
		return err
	}
	if err := a.ui.answer("policy check", j.answer(), j.writer(o.format)); err != nil {
		return err
	}
	return j.err()
}

// judge reads everything that it is given, tells all that is wrong with it, and
// runs the rules.
func (a *app) judge(names []string, o checkOptions, now time.Time) (*judgement, error) {
	j := &judgement{}
	all := byID(rules.All())
	class, wrongClass := classOf(o.class)
	faults := []error{wrongClass}
	files, err := a.readFiles(names)
	j.files, faults = files, append(faults, err)
	if class == "" && wrongClass == nil {
		class, err = classOfFiles(files)
		faults = append(faults, err)
	}
	options := rule.Options{Class: class}
	if o.config != "" {
		faults = append(faults, readPolicyConfig(o.config, all, &options))
	}
	var exemptions *exempt.List
	if o.exemptions != "" {
		if exemptions, err = exempt.Load(o.exemptions, all, now); err != nil {
			faults = append(faults, &usageError{err})
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	j.class = cmp.Or(class, rule.Production)
	j.whole = len(files) > 1 || files[0].Whole
	if o.whole != nil {
		j.whole = *o.whole
	}
	j.set = rule.NewSet(all, options)
	j.rules = slices.DeleteFunc(all, func(r *rule.Rule) bool { return j.set.Level(r) == rule.Disabled })
	j.run(exemptions, now)
	return j, nil
}

func (j *judgement) run(exemptions *exempt.List, now time.Time) {
	var resources []*rule.Resource
	var stacks []string
	for _, f := range j.files {
		resources = append(resources, f.Resources...)
		for _, s := range f.stacks {
			stacks = append(stacks, s.name)
		}
	}
	report := j.set.All(rule.NewGraph(resources, j.whole))
	j.report, j.uses = exemptions.Apply(report, now)
	j.unused = exemptions.Unused(report, j.uses, stacks)
	slices.SortStableFunc(j.report.Violations, func(x, y rule.Finding) int {
		return cmp.Or(cmp.Compare(j.rank(x.Rule), j.rank(y.Rule)), cmp.Compare(x.Rule.ID, y.Rule.ID))
	})
	slices.SortFunc(j.report.NotJudged, func(x, y *rule.Rule) int { return cmp.Compare(x.ID, y.ID) })
}

// rank puts what stops a deployment first, then what is worse.
func (j *judgement) rank(r *rule.Rule) int {
	worse := slices.Index([]rule.Severity{rule.Critical, rule.High, rule.Medium, rule.Low}, r.Severity)
	if j.set.Level(r) != rule.Mandatory {
		worse += 10
	}
	return worse
}

// count is the number of violations of a level.
func (j *judgement) count(level rule.Level) int {
	n := 0
	for _, f := range j.report.Violations {
		if j.set.Level(f.Rule) == level {
			n++
		}
	}
	return n
}

// err is the error of a judgement that does not pass.
func (j *judgement) err() error {
	unused := errors.Join(j.unused...)
	n := j.count(rule.Mandatory)
	switch {
	case n > 0 && unused != nil:
		return fmt.Errorf("%s\n%s", counted(n, "mandatory violation"), unused.Error())
	case n > 0:
		return fmt.Errorf("%s: mend what the fix says, or exempt it for a while with --exemptions", counted(n, "mandatory violation"))
	case unused != nil:
		return &usageError{unused}
	}
	return nil
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// resource names a resource by its stack and its logical name.
func resourceName(r *rule.Resource) string { return r.Stack() + "/" + r.Name }

// sentence says a violation in one line.
func sentence(f rule.Finding) string {
	where := resourceName(f.Resource)
	if f.Path != "" {
		where += " " + f.Path
	}
	return fmt.Sprintf("%s is %s; wanted: %s", where, f.Found, f.Want)
}

// ids joins the ids of rules.
func ids(all []*rule.Rule) string {
	var b strings.Builder
	for i, r := range all {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(r.ID)
	}
	return b.String()
}
