package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
)

// idsPerLine is how many ids of rules stand in one line.
const idsPerLine = 8

// violationAnswer is a violation in a JSON answer.
type violationAnswer struct {
	Rule     string        `json:"rule"`
	Title    string        `json:"title"`
	Level    rule.Level    `json:"level"`
	Severity rule.Severity `json:"severity"`
	File     string        `json:"file"`
	Stack    string        `json:"stack"`
	Resource string        `json:"resource"`
	Type     string        `json:"type"`
	URN      string        `json:"urn"`
	Path     string        `json:"path,omitempty"`
	Found    string        `json:"found"`
	Want     string        `json:"want"`
	Fix      string        `json:"fix"`
	Page     string        `json:"page"`
	// Exemption is set when the violation is accepted.
	Exemption *exemptionAnswer `json:"exemption,omitempty"`
}

type exemptionAnswer struct {
	Reason  string `json:"reason"`
	Owner   string `json:"owner"`
	Expires string `json:"expires"`
}

// waitAnswer is a value on which a verdict waits.
type waitAnswer struct {
	Rule     string `json:"rule"`
	Stack    string `json:"stack"`
	Resource string `json:"resource"`
	URN      string `json:"urn"`
	Path     string `json:"path"`
}

func (j *judgement) violation(f rule.Finding) violationAnswer {
	return violationAnswer{Rule: f.Rule.ID, Title: f.Rule.Title, Level: j.set.Level(f.Rule), Severity: f.Rule.Severity,
		File: j.fileOf(f.Resource).name, Stack: f.Resource.Stack(), Resource: f.Resource.Name, Type: f.Resource.Type, URN: f.Resource.URN,
		Path: f.Path, Found: f.Found, Want: f.Want, Fix: f.Rule.Fix, Page: f.Rule.Page()}
}

// answer is the judgement as JSON.
func (j *judgement) answer() map[string]any {
	files, violations, exempted, waits, notJudged, unused := []map[string]any{}, []violationAnswer{}, []violationAnswer{}, []waitAnswer{}, []string{}, []string{}
	for _, f := range j.files {
		files = append(files, map[string]any{"file": f.name, "kind": f.Kind, "resources": len(f.Resources)})
	}
	for _, f := range j.report.Violations {
		violations = append(violations, j.violation(f))
	}
	for _, u := range j.uses {
		for _, f := range u.Findings {
			v := j.violation(f)
			v.Exemption = &exemptionAnswer{u.Entry.Reason, u.Entry.Owner, u.Entry.Expires.Format(time.DateOnly)}
			exempted = append(exempted, v)
		}
	}
	for _, f := range j.report.NotYetKnown {
		waits = append(waits, waitAnswer{f.Rule.ID, f.Resource.Stack(), f.Resource.Name, f.Resource.URN, f.Path})
	}
	for _, r := range j.report.NotJudged {
		notJudged = append(notJudged, r.ID)
	}
	for _, err := range j.unused {
		unused = append(unused, err.Error())
	}
	return map[string]any{"files": files, "class": j.class, "whole": j.whole, "rules": len(j.rules), "resources": j.resources(),
		"mandatory": j.count(rule.Mandatory), "advisory": j.count(rule.Advisory), "violations": violations, "exempted": exempted,
		"notYetKnown": waits, "notJudged": notJudged, "otherProviders": j.otherProviders(), "unusedExemptions": unused}
}

// otherProviders counts the resources of providers that no rule knows.
func (j *judgement) otherProviders() map[string]int {
	others := map[string]int{}
	for _, f := range j.files {
		for _, r := range f.Resources {
			if provider, _, _ := strings.Cut(r.Type, ":"); r.Custom && provider != "azure-native" && provider != "azuread" {
				others[provider]++
			}
		}
	}
	return others
}

func (j *judgement) resources() int {
	n := 0
	for _, f := range j.files {
		n += len(f.Resources)
	}
	return n
}

// writer writes the judgement in a form that is not Tandem's JSON.
func (j *judgement) writer(format string) func(io.Writer) error {
	switch format {
	case "sarif":
		return j.writeSARIF
	case "junit":
		return j.writeJUnit
	}
	return j.writeText
}

// writeText writes violations by rule, then what is no verdict, then the sums.
func (j *judgement) writeText(w io.Writer) error {
	var b strings.Builder
	var last *rule.Rule
	for i, f := range j.report.Violations {
		if f.Rule != last {
			fmt.Fprintf(&b, "%s  %s, %s: %s\n", f.Rule.ID, j.set.Level(f.Rule), f.Rule.Severity, f.Rule.Title)
			last = f.Rule
		}
		fmt.Fprintf(&b, "  %s (%s)\n", resourceName(f.Resource), f.Resource.Type)
		if f.Path != "" {
			fmt.Fprintf(&b, "    path    %s\n", f.Path)
		}
		fmt.Fprintf(&b, "    found   %s\n    wanted  %s\n", f.Found, f.Want)
		if i+1 == len(j.report.Violations) || j.report.Violations[i+1].Rule != f.Rule {
			fmt.Fprintf(&b, "  fix   %s\n  page  %s\n\n", f.Rule.Fix, f.Rule.Page())
		}
	}
	j.writeOpen(&b)
	fmt.Fprintf(&b, "%s, %s, %s, class %s: %s, %s", counted(len(j.files), "file"), counted(j.resources(), "resource"), counted(len(j.rules), "rule"), j.class,
		counted(j.count(rule.Mandatory), "mandatory violation"), counted(j.count(rule.Advisory), "advisory violation"))
	exempted := 0
	for _, u := range j.uses {
		exempted += len(u.Findings)
	}
	for _, sum := range []struct {
		n    int
		text string
	}{{exempted, "exempted"}, {len(j.report.NotYetKnown), "not yet known"}, {len(j.report.NotJudged), "not judged"}} {
		if sum.n > 0 {
			fmt.Fprintf(&b, ", %d %s", sum.n, sum.text)
		}
	}
	b.WriteString("\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// writeOpen writes what is exempted, not yet known and not judged.
func (j *judgement) writeOpen(b *strings.Builder) {
	for _, u := range j.uses {
		for _, f := range u.Findings {
			fmt.Fprintf(b, "exempted until %s by %s: %s: %s: %s\n", u.Entry.Expires.Format(time.DateOnly), u.Entry.Owner, f.Rule.ID, sentence(f), u.Entry.Reason)
		}
	}
	if len(j.uses) > 0 {
		b.WriteString("\n")
	}
	if waits := j.waits(); len(waits) > 0 {
		b.WriteString("not yet known, judged once known:\n")
		for _, line := range waits {
			fmt.Fprintf(b, "  %s\n", line)
		}
		if j.encrypted() {
			b.WriteString("  secrets are encrypted in an export: with pulumi stack export --show-secrets they are judged, too\n")
		}
		b.WriteString("\n")
	}
	if len(j.report.NotJudged) > 0 {
		b.WriteString("not judged here, since they need all stacks of a system:\n")
		for some := range slices.Chunk(j.report.NotJudged, idsPerLine) {
			fmt.Fprintf(b, "  %s\n", ids(some))
		}
		b.WriteString("  give the files of all stacks, or --whole if these are all\n\n")
	}
	if others := j.otherProviders(); len(others) > 0 {
		b.WriteString("not judged, since the rules know the providers azure-native and azuread only:\n")
		for _, provider := range slices.Sorted(maps.Keys(others)) {
			fmt.Fprintf(b, "  %s of %s\n", counted(others[provider], "resource"), provider)
		}
		b.WriteString("\n")
	}
}

// waits names each resource on whose values verdicts wait, with the values and
// the rules.
func (j *judgement) waits() []string {
	var order []*rule.Resource
	paths, waiting := map[*rule.Resource][]string{}, map[*rule.Resource][]string{}
	for _, f := range j.report.NotYetKnown {
		if paths[f.Resource] == nil {
			order = append(order, f.Resource)
		}
		if !slices.Contains(paths[f.Resource], f.Path) {
			paths[f.Resource] = append(paths[f.Resource], f.Path)
		}
		if !slices.Contains(waiting[f.Resource], f.Rule.ID) {
			waiting[f.Resource] = append(waiting[f.Resource], f.Rule.ID)
		}
	}
	var lines []string
	for _, r := range order {
		lines = append(lines, fmt.Sprintf("%s %s (%s)", resourceName(r), strings.Join(paths[r], ", "), strings.Join(waiting[r], ", ")))
	}
	return lines
}

// encrypted reports whether verdicts wait for values of an export, where
// everything but encrypted secrets is known.
func (j *judgement) encrypted() bool {
	return slices.ContainsFunc(j.report.NotYetKnown, func(f rule.Finding) bool { return j.fileOf(f.Resource).Kind == export.KindExport })
}
