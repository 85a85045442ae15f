package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// The variables by which the policy pack learns where to record what it saw of
// a stack, and who may break which rule.
const (
	recordVariable     = "TANDEM_POLICY_RECORD"
	exemptionsVariable = "TANDEM_POLICY_EXEMPTIONS"
)

// policies judges the stacks of a run: each by the pack, while the engine
// previews or deploys it, and all together by what the pack recorded of each.
type policies struct {
	dir        string // of records
	exemptions *exempt.List
	file       string // of exemptions
	// lenient is a config of the pack by which no rule stops the engine, for
	// targets that are thrown away; "" for none.
	lenient string
}

// openPolicies makes a folder for records and reads the checkout's exemptions.
func (a *app) openPolicies(scratch string) (*policies, error) {
	p := &policies{dir: filepath.Join(scratch, "policy"), file: filepath.Join(a.checkout, "policy", "exemptions.yaml")}
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return nil, err
	}
	var err error
	if p.exemptions, err = exempt.Load(p.file, rules.All(), time.Now()); err != nil {
		return nil, &usageError{fmt.Errorf("exemptions from policies: %w", err)}
	}
	return p, nil
}

// spare makes every rule advice, so that none stops the engine, by a config of
// the pack in a file.
func (p *policies) spare(file string) error {
	levels := map[string]rule.Level{}
	for _, r := range rules.All() {
		if r.Level != rule.Disabled {
			levels[r.ID] = rule.Advisory
		}
	}
	p.lenient = file
	return writeJSON(file, levels)
}

// environment is what the pack has to know.
func (p *policies) environment() map[string]string {
	return map[string]string{recordVariable: p.dir, exemptionsVariable: p.file}
}

// forget removes what was recorded of a stack, so that an old record is never
// taken for that of a run that left none.
func (p *policies) forget(stack string) error {
	if err := os.Remove(record.Path(p.dir, stack)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// of says what the pack found in the stack that the engine has just run. When the
// engine ended before the pack saw all of the stack, it is what the engine told.
func (p *policies) of(result *pulumi.Result) (violated, waits []system.Violation, err error) {
	r, err := record.Read(p.dir, result.Stack)
	if errors.Is(err, fs.ErrNotExist) {
		for _, v := range result.Violations {
			violated = append(violated, system.Violation{Rule: v.Policy, Level: v.Level, URN: v.URN, Resource: pulumi.URNName(v.URN), Found: v.Message})
		}
		return violated, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	report, err := r.Report(rules.All())
	if err != nil {
		return nil, nil, err
	}
	report, _ = p.exemptions.Apply(report, time.Now())
	set := rule.NewSet(nil, rule.Options{Class: r.Class})
	return violations(set, report.Violations), violations(set, report.NotYetKnown), nil
}

// judge runs the rules that need all stacks on what was recorded of each. An
// exemption that no stack had any use for is an error.
func (p *policies) judge(stacks []string) (map[string][]system.Violation, error) {
	var resources []*rule.Resource
	var seen rule.Report
	class := rule.Class("")
	for _, stack := range stacks {
		r, err := record.Read(p.dir, stack)
		if err != nil {
			return nil, err
		}
		report, err := r.Report(rules.All())
		if err != nil {
			return nil, err
		}
		resources, class = append(resources, r.Resources...), r.Class
		seen.Violations = append(seen.Violations, report.Violations...)
		seen.NotYetKnown = append(seen.NotYetKnown, report.NotYetKnown...)
	}
	overAll := slices.DeleteFunc(rules.All(), func(r *rule.Rule) bool { return r.Scope != rule.System })
	set := rule.NewSet(overAll, rule.Options{Class: class})
	whole := set.Graph(rule.NewGraph(resources, true))
	seen.Violations = append(seen.Violations, whole.Violations...)
	seen.NotYetKnown = append(seen.NotYetKnown, whole.NotYetKnown...)
	_, uses := p.exemptions.Apply(seen, time.Now())
	if err := errors.Join(p.exemptions.Unused(seen, uses, stacks)...); err != nil {
		return nil, &usageError{err}
	}
	whole, _ = p.exemptions.Apply(whole, time.Now())
	byStack := map[string][]system.Violation{}
	for _, f := range whole.Violations {
		stack := f.Resource.Stack()
		byStack[stack] = append(byStack[stack], violations(set, []rule.Finding{f})...)
	}
	return byStack, nil
}

func violations(set *rule.Set, findings []rule.Finding) []system.Violation {
	var all []system.Violation
	for _, f := range findings {
		all = append(all, system.Violation{Rule: f.Rule.ID, Title: f.Rule.Title, Level: string(set.Level(f.Rule)), Severity: string(f.Rule.Severity),
			URN: f.Resource.URN, Resource: f.Resource.Name, Path: f.Path, Found: f.Found, Want: f.Want, Fix: f.Rule.Fix, Page: f.Rule.Page()})
	}
	return all
}
