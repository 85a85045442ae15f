package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// policies judges the stacks of a run: each by the pack, while the engine
// previews or deploys it, and all together by what the pack recorded of each.
type policies struct {
	dir        string // of records
	exemptions *exempt.List
	file       string // of exemptions
	// config is a file of levels and parameters for the pack, "" for none;
	// options are what it says.
	config  string
	options rule.Options
	// lenient is set when no rule is to stop the engine, on a target that is
	// thrown away.
	lenient bool
}

// openPolicies makes a folder for records and reads the checkout's exemptions.
func (a *app) openPolicies(scratch string) (*policies, error) {
	p, err := a.policiesAt(filepath.Join(scratch, "policy"))
	if err != nil {
		return nil, err
	}
	if p.exemptions, err = a.exemptions(); err != nil {
		return nil, err
	}
	return p, os.Mkdir(p.dir, 0o700)
}

// exemptions are those of the checkout.
func (a *app) exemptions() (*exempt.List, error) {
	list, err := exempt.Load(a.exemptionsFile(), rules.All(), time.Now())
	if err != nil {
		return nil, &usageError{fmt.Errorf("exemptions from policies: %w", err)}
	}
	return list, nil
}

func (a *app) exemptionsFile() string { return filepath.Join(a.checkout, "policy", "exemptions.yaml") }

// policiesAt judges by the records of a folder, with no exemptions.
func (a *app) policiesAt(dir string) (*policies, error) {
	p := &policies{dir: dir, file: a.exemptionsFile()}
	if a.policyConfig == "" {
		return p, nil
	}
	var err error
	if p.config, err = filepath.Abs(a.policyConfig); err != nil {
		return nil, err
	}
	return p, readPolicyConfig(p.config, rules.All(), &p.options)
}

// spare makes every rule that is judged advice, so that none stops the engine,
// by a config of the pack in a file.
func (p *policies) spare(file string) error {
	levels := map[string]map[string]any{}
	set := rule.NewSet(nil, p.options)
	for _, r := range rules.All() {
		said := map[string]any{enforcementLevel: rule.Advisory}
		if set.Level(r) == rule.Disabled {
			said[enforcementLevel] = rule.Disabled
		}
		maps.Copy(said, p.options.Params[r.ID])
		levels[r.ID] = said
	}
	p.config, p.lenient = file, true
	return writeJSON(file, levels)
}

// environment is what the pack has to know. The engine is told of those rules
// only whose config it has to check.
func (p *policies) environment() map[string]string {
	declared := slices.AppendSeq(slices.Collect(maps.Keys(p.options.Levels)), maps.Keys(p.options.Params))
	if len(declared) == 0 {
		declared = []string{"none"}
	}
	slices.Sort(declared)
	return map[string]string{record.Variable: p.dir, exempt.Variable: p.file, record.DeclareVariable: strings.Join(slices.Compact(declared), ",")}
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
	set := rule.NewSet(nil, p.optionsIn(r.Class))
	return violations(set, report.Violations), violations(set, report.NotYetKnown), nil
}

// judge says what the rules that need all stacks object to, by stack. An exemption
// that no stack had any use for is an error.
func (p *policies) judge(stacks []string) (map[string][]system.Violation, error) {
	v, err := p.verdicts(stacks)
	if err = errors.Join(err, v.missing); err != nil {
		return nil, err
	}
	if v.unused != nil {
		return nil, &usageError{v.unused}
	}
	return v.overAll.violated, nil
}

// verdicts are what policies say of stacks by what was recorded of each.
type verdicts struct {
	// violated, waits and accepted hold what is said of each stack alone, and of all
	// together where all were recorded; accepted is what exemptions take out.
	violated, waits, accepted []system.Violation
	// overAll is what the rules that need all stacks say, by stack.
	overAll struct{ violated, waits map[string][]system.Violation }
	// graph is what was recorded, nil if nothing was.
	graph *rule.Graph
	// missing is an error for stacks that were not recorded; where there are none, unused
	// is one for exemptions that no stack had any use for.
	missing, unused error
}

// verdicts judges each stack, and all of them together if all were recorded.
func (p *policies) verdicts(stacks []string) (v verdicts, err error) {
	var resources []*rule.Resource
	var seen rule.Report
	var uses []exempt.Use
	take := func(set *rule.Set, found rule.Report) rule.Report {
		rest, used := p.exemptions.Apply(found, time.Now())
		for _, u := range used {
			v.accepted = append(v.accepted, violations(set, u.Findings)...)
		}
		uses = append(uses, used...)
		seen.NotYetKnown = append(seen.NotYetKnown, rest.NotYetKnown...)
		return rest
	}
	class := rule.Class("")
	for _, stack := range stacks {
		r, err := record.Read(p.dir, stack)
		if errors.Is(err, fs.ErrNotExist) {
			v.missing = errors.Join(v.missing, err)
			continue
		}
		if err != nil {
			return v, fmt.Errorf("what policies saw of stack %s: %w", stack, err)
		}
		found, err := r.Report(rules.All())
		if err != nil {
			return v, err
		}
		set := rule.NewSet(nil, p.optionsIn(r.Class))
		rest := take(set, found)
		v.violated, v.waits = append(v.violated, violations(set, rest.Violations)...), append(v.waits, violations(set, rest.NotYetKnown)...)
		resources, class = append(resources, r.Resources...), r.Class
	}
	graph := rule.NewGraph(resources, v.missing == nil)
	if len(resources) > 0 {
		v.graph = graph
	}
	if v.missing != nil {
		return v, nil
	}
	overAll := slices.DeleteFunc(rules.All(), func(r *rule.Rule) bool { return r.Scope != rule.System })
	set := rule.NewSet(overAll, p.optionsIn(class))
	rest := take(set, set.Graph(graph))
	v.overAll.violated, v.overAll.waits = byStack(set, rest.Violations), byStack(set, rest.NotYetKnown)
	for _, stack := range stacks {
		v.violated, v.waits = append(v.violated, v.overAll.violated[stack]...), append(v.waits, v.overAll.waits[stack]...)
	}
	v.unused = errors.Join(p.exemptions.Unused(seen, uses, stacks)...)
	return v, nil
}

func byStack(set *rule.Set, findings []rule.Finding) map[string][]system.Violation {
	all := map[string][]system.Violation{}
	for _, f := range findings {
		stack := f.Resource.Stack()
		all[stack] = append(all[stack], violations(set, []rule.Finding{f})...)
	}
	return all
}

// optionsIn are the options for a class of environment.
func (p *policies) optionsIn(class rule.Class) rule.Options {
	o := p.options
	o.Class = class
	return o
}

func violations(set *rule.Set, findings []rule.Finding) []system.Violation {
	var all []system.Violation
	for _, f := range findings {
		all = append(all, system.Violation{Rule: f.Rule.ID, Title: f.Rule.Title, Level: string(set.Level(f.Rule)), Severity: string(f.Rule.Severity),
			URN: f.Resource.URN, Resource: f.Resource.Name, Path: f.Path, Found: f.Found, Want: f.Want, Fix: f.Rule.Fix, Page: f.Rule.Page()})
	}
	return all
}
