package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
)

// Version is the version of the format.
const Version = 1

// Variables of a pack's environment.
const (
	// Variable names the folder for records.
	Variable = "TANDEM_POLICY_RECORD"
	// DeclareVariable names the rules that the pack declares to the engine as
	// policies, with commas between them, or "none"; without it, all. The engine
	// needs only those that a config names: it checks the config of each policy,
	// and counts each on each resource, which costs more than judging. What is
	// found is told and recorded all the same.
	DeclareVariable = "TANDEM_POLICY_DECLARE"
)

// Record is what was seen of one stack.
type Record struct {
	Project, Stack string
	// Class is the class that the stack was judged by.
	Class rule.Class
	// DryRun is set in a preview.
	DryRun bool
	// Whole is set when the stack holds the whole system.
	Whole     bool
	Resources []*rule.Resource
	// Violations are all that were found, those that are exempted among them.
	Violations []Finding
	// NotYetKnown are the values on which verdicts wait.
	NotYetKnown []Finding
	// NotJudged are the IDs of the rules that need all stacks.
	NotJudged []string
}

// Finding is a [rule.Finding] by names.
type Finding struct {
	Rule  string `json:"rule"`
	URN   string `json:"urn"`
	Path  string `json:"path,omitempty"`
	Found string `json:"found,omitempty"`
	Want  string `json:"want,omitempty"`
}

// Findings are findings by names.
func Findings(findings []rule.Finding) []Finding {
	named := make([]Finding, len(findings))
	for i, f := range findings {
		named[i] = Finding{f.Rule.ID, f.Resource.URN, f.Path, f.Found, f.Want}
	}
	return named
}

// Report is the record's verdicts in terms of the rules and of its resources.
// A finding about a rule or a resource that is not there is an error.
func (r *Record) Report(rules []*rule.Rule) (rule.Report, error) {
	byID, byURN := map[string]*rule.Rule{}, map[string]*rule.Resource{}
	for _, one := range rules {
		byID[one.ID] = one
	}
	for _, one := range r.Resources {
		byURN[one.URN] = one
	}
	var faults []error
	resolve := func(named []Finding) []rule.Finding {
		var findings []rule.Finding
		for _, f := range named {
			if byID[f.Rule] == nil || byURN[f.URN] == nil {
				faults = append(faults, fmt.Errorf("record of stack %s: a finding is about rule %s and resource %s, which are not both known", r.Stack, f.Rule, f.URN))
				continue
			}
			findings = append(findings, rule.Finding{Rule: byID[f.Rule], Resource: byURN[f.URN], Path: f.Path, Found: f.Found, Want: f.Want})
		}
		return findings
	}
	report := rule.Report{Violations: resolve(r.Violations), NotYetKnown: resolve(r.NotYetKnown)}
	for _, id := range r.NotJudged {
		if byID[id] == nil {
			faults = append(faults, fmt.Errorf("record of stack %s: there is no rule %s", r.Stack, id))
			continue
		}
		report.NotJudged = append(report.NotJudged, byID[id])
	}
	return report, errors.Join(faults...)
}

// file is the format.
type file struct {
	Version     int        `json:"version"`
	Project     string     `json:"project"`
	Stack       string     `json:"stack"`
	Class       rule.Class `json:"class"`
	DryRun      bool       `json:"dryRun"`
	Whole       bool       `json:"whole"`
	Resources   []resource `json:"resources"`
	Violations  []Finding  `json:"violations,omitempty"`
	NotYetKnown []Finding  `json:"notYetKnown,omitempty"`
	NotJudged   []string   `json:"notJudged,omitempty"`
}

// resource is a [rule.Resource] with its properties as the engine writes them.
type resource struct {
	URN                  string              `json:"urn"`
	Name                 string              `json:"name"`
	Type                 string              `json:"type"`
	ID                   string              `json:"id,omitempty"`
	Parent               string              `json:"parent,omitempty"`
	Custom               bool                `json:"custom,omitempty"`
	Protect              bool                `json:"protect,omitempty"`
	Props                any                 `json:"props"`
	Dependencies         []string            `json:"dependencies,omitempty"`
	PropertyDependencies map[string][]string `json:"propertyDependencies,omitempty"`
}

// Path is the file of a stack's record in a folder.
func Path(dir, stack string) string { return filepath.Join(dir, stack+".json") }

// Write writes a record into a folder, in one step. An earlier record of the
// stack is replaced.
func Write(dir string, r *Record) (err error) {
	if r.Stack == "" || strings.ContainsAny(r.Stack, `/\`) || strings.HasPrefix(r.Stack, ".") {
		return fmt.Errorf("record what policies saw: %q is no name of a stack", r.Stack)
	}
	f := file{Version: Version, Project: r.Project, Stack: r.Stack, Class: r.Class, DryRun: r.DryRun, Whole: r.Whole,
		Violations: r.Violations, NotYetKnown: r.NotYetKnown, NotJudged: r.NotJudged}
	for _, one := range r.Resources {
		f.Resources = append(f.Resources, resource{one.URN, one.Name, one.Type, one.ID, one.Parent, one.Custom, one.Protect,
			export.Raw(one.Props), one.Dependencies, one.PropertyDependencies})
	}
	content, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("record what policies saw of stack %s: %w", r.Stack, err)
	}
	// CreateTemp makes a file that only its owner may read.
	draft, err := os.CreateTemp(dir, "."+r.Stack+"-")
	if err != nil {
		return fmt.Errorf("record what policies saw of stack %s: %w", r.Stack, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(draft.Name())
		}
	}()
	_, err = draft.Write(content)
	if err := errors.Join(err, draft.Close()); err != nil {
		return fmt.Errorf("record what policies saw of stack %s: %w", r.Stack, err)
	}
	if err := os.Rename(draft.Name(), Path(dir, r.Stack)); err != nil {
		return fmt.Errorf("record what policies saw of stack %s: %w", r.Stack, err)
	}
	return nil
}

// Read reads a stack's record from a folder. A stack that was not recorded is
// an error that is [os.ErrNotExist].
func Read(dir, stack string) (*Record, error) {
	content, err := os.ReadFile(Path(dir, stack))
	if err != nil {
		return nil, fmt.Errorf("read what policies saw of stack %s: %w", stack, err)
	}
	var f file
	if err := json.Unmarshal(content, &f); err != nil {
		return nil, fmt.Errorf("read what policies saw of stack %s: %s: %w", stack, Path(dir, stack), err)
	}
	if f.Version != Version {
		return nil, fmt.Errorf("read what policies saw of stack %s: %s has version %d of the format, not %d: preview again with a policy pack of this version",
			stack, Path(dir, stack), f.Version, Version)
	}
	r := &Record{Project: f.Project, Stack: f.Stack, Class: f.Class, DryRun: f.DryRun, Whole: f.Whole,
		Violations: f.Violations, NotYetKnown: f.NotYetKnown, NotJudged: f.NotJudged}
	for _, one := range f.Resources {
		raw, _ := one.Props.(map[string]any)
		r.Resources = append(r.Resources, &rule.Resource{URN: one.URN, Name: one.Name, Type: one.Type, ID: one.ID, Parent: one.Parent,
			Custom: one.Custom, Protect: one.Protect, Props: export.Object(raw), Dependencies: one.Dependencies, PropertyDependencies: one.PropertyDependencies})
	}
	return r, nil
}
