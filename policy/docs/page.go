package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/coverage"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/ruletest"
)

// page is the page of a rule.
func page(r *rule.Rule, covers *coverage.Coverage) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", r.ID, prose(r.Title))
	b.WriteString("| | |\n|---|---|\n")
	fmt.Fprintf(&b, "| Level | %s |\n| Severity | %s |\n| Judged on | %s |\n| Since | %s |\n", r.Levels(), r.Severity, judgedOn(r), r.Since)
	if r.Disabled != "" {
		section(&b, "Why it is disabled", r.Disabled)
	}
	section(&b, "Why", r.Why)
	section(&b, "Fix", r.Fix)
	if r.Remediate != nil {
		b.WriteString("\nAt the level `remediate` the pack sets this by itself.\n")
	}
	parameters(&b, r)
	b.WriteString("\n## Frameworks\n")
	for _, c := range r.Controls {
		fmt.Fprintf(&b, "- %s: %s\n", c.Framework, c.ID)
	}
	b.WriteString("\n## Sources\n")
	for _, s := range r.Sources {
		fmt.Fprintf(&b, "- <%s>\n", s)
	}
	others(&b, r, covers)
	for _, sort := range []string{"good", "bad"} {
		if err := example(&b, r, sort); err != nil {
			return "", err
		}
	}
	b.WriteString("\n[All rules](README.md)\n")
	return b.String(), nil
}

func section(b *strings.Builder, heading, text string) {
	fmt.Fprintf(b, "\n## %s\n%s\n", heading, prose(text))
}

func judgedOn(r *rule.Rule) string {
	switch r.Scope {
	case rule.OneStack:
		return r.Judges()
	case rule.System:
		return r.Judges() + "; not judged where only one stack is seen"
	}
	types := make([]string, len(r.Types))
	for i, t := range r.Types {
		types[i] = "`" + t + "`"
	}
	return "each resource of " + strings.Join(types, ", ")
}

func parameters(b *strings.Builder, r *rule.Rule) {
	if len(r.Params) == 0 {
		return
	}
	b.WriteString("\n## Parameters\n| name | in production | in test | meaning |\n|---|---|---|---|\n")
	for _, p := range r.Params {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", p.Name, code(p.Production), code(p.Test), cell(p.Doc))
	}
}

// others lists the rules of other rule sets that this one covers.
func others(b *strings.Builder, r *rule.Rule, covers *coverage.Coverage) {
	var lines []string
	for _, s := range covers.Sources {
		for _, id := range s.IDs {
			if row, ok := covers.Row(s.Name, id); ok && slices.Contains(row.Rules, r.ID) {
				lines = append(lines, fmt.Sprintf("- %s: %s\n", s.Name, id))
			}
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "\n## What others call it\n%s", strings.Join(lines, ""))
	}
}

// expectations are the parts of a fixture that are no part of the example.
var expectations = regexp.MustCompile(`(?m)^(?:violated|waits|decided):.*\n(?:(?:[ \t#-].*)?\n)*`)

// fixtureOf is the fixture of a sort that is shown: the one with the plain name,
// else the first.
func fixtureOf(r *rule.Rule, sort string) (string, error) {
	plain := filepath.Join(fixturesDir, r.ID, sort+".yaml")
	files, err := filepath.Glob(filepath.Join(fixturesDir, r.ID, sort+"*.yaml"))
	switch {
	case err != nil:
		return "", err
	case len(files) == 0:
		return "", fmt.Errorf("rule %s has no %s fixture: add %s", r.ID, sort, plain)
	case slices.Contains(files, plain):
		return plain, nil
	}
	return slices.Min(files), nil
}

// example shows a fixture of a sort, and who violates the rule in it.
func example(b *strings.Builder, r *rule.Rule, sort string) error {
	file, err := fixtureOf(r, sort)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	fixture, err := ruletest.Load(file)
	if err != nil {
		return err
	}
	text := expectations.ReplaceAllString(string(raw)+"\n", "")
	fmt.Fprintf(b, "\n## %s%s example\n```yaml\n%s\n```\n", strings.ToUpper(sort[:1]), sort[1:], strings.TrimSpace(text))
	for _, p := range fixture.Violated {
		if p.Path == "" {
			fmt.Fprintf(b, "- `%s` violates the rule\n", p.Resource)
		} else {
			fmt.Fprintf(b, "- `%s` violates the rule at `%s`\n", p.Resource, p.Path)
		}
	}
	return nil
}

// prose makes text stand in Markdown as it is: what looks like HTML is none.
func prose(text string) string { return strings.ReplaceAll(text, "<", `\<`) }

// code is a value in a cell of a table.
func code(v any) string {
	if v == "" {
		return "empty"
	}
	return "`" + strings.ReplaceAll(fmt.Sprint(v), "|", `\|`) + "`"
}

// cell makes text fit into a cell of a table.
func cell(text string) string { return strings.ReplaceAll(prose(text), "|", `\|`) }
