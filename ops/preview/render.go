package preview

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/tandem-platform/tandem/ops/system"
)

// MostBytes is how long a comment of GitHub may be
// (https://docs.github.com/rest/issues/comments).
const MostBytes = 65536

//go:embed templates
var files embed.FS

// view is a report with what its renderings say of it.
type view struct {
	*Report
	Headline string
	Shown    []shownStack
	Reach    string
	Next     []string
}

type shownStack struct {
	Stack
	Summary string
	Open    bool
	More    int // steps that are left out
}

// style is how a rendering writes words and values.
type style struct {
	mark            map[string]string
	code            func(string) string
	longest         int // runes of a value
	name, templates string
}

var (
	markdown = style{mark: map[string]string{"create": "➕ create", "update": "📝 update", "replace": "♻️ **replace**", "delete": "🗑️ **delete**"},
		code: fenced, longest: 200, name: "comment.md.tmpl", templates: "templates/comment.md.tmpl"}
	plain = style{mark: map[string]string{"create": "+", "update": "~", "replace": "+-", "delete": "-"},
		code: func(s string) string { return s }, longest: 70, name: "text.tmpl", templates: "templates/text.tmpl"}
)

// Markdown is the report as a comment of at most [MostBytes]; what does not fit is
// counted.
func (r *Report) Markdown() (string, error) {
	total := 0
	for _, s := range r.Stacks {
		total = max(total, len(s.Steps))
	}
	for {
		text, err := r.render(markdown, total)
		if err != nil || len(text) <= MostBytes {
			return text, err
		}
		if total == 0 {
			return r.headlineOnly()
		}
		total /= 2
	}
}

// headlineOnly is what is left of a report whose reasons alone are too long.
func (r *Report) headlineOnly() (string, error) {
	short := *r
	left := len(r.Reasons)
	short.Stacks, short.Policies, short.Failure, short.Losses, short.Reasons = nil, Policies{}, nil, nil, nil
	short.Reasons = append(short.Reasons, fmt.Sprintf("%d reasons, %d losses and all else are too long for a comment: tandem preview --format json lists them", left, len(r.Losses)))
	return short.render(markdown, 0)
}

// Text is the report for a terminal, in full.
func (r *Report) Text() (string, error) { return r.render(plain, len(r.allSteps())) }

func (r *Report) allSteps() []system.Step {
	var all []system.Step
	for _, s := range r.Stacks {
		all = append(all, s.Steps...)
	}
	return all
}

// render renders the report with at most most steps of each stack.
func (r *Report) render(s style, most int) (string, error) {
	t, err := template.New(s.name).Funcs(s.functions()).ParseFS(files, s.templates)
	if err != nil {
		return "", fmt.Errorf("render the preview: %w", err)
	}
	v := view{Report: r, Headline: r.headline(), Reach: r.Blast.String(), Next: r.next()}
	for _, stack := range r.Stacks {
		shown := shownStack{Stack: stack, Summary: stack.summary(), Open: stack.Counts.Replace+stack.Counts.Delete > 0}
		if len(shown.Steps) > most {
			shown.More = len(shown.Steps) - most
			shown.Steps = shown.Steps[:most]
		}
		v.Shown = append(v.Shown, shown)
	}
	var b strings.Builder
	if err := t.Execute(&b, v); err != nil {
		return "", fmt.Errorf("render the preview: %w", err)
	}
	return b.String(), nil
}

func (s style) functions() template.FuncMap {
	return template.FuncMap{
		"mark":      func(op string) string { return s.mark[op] },
		"code":      s.code,
		"codes":     func(names []string) string { return s.codes(names) },
		"esc":       func(text string) string { return strings.ReplaceAll(text, "\n", " ") },
		"fence":     func(text string) string { return "~~~~\n" + strings.TrimSpace(text) + "\n~~~~" },
		"past":      past,
		"because":   func(l Loss) string { return s.because(l) },
		"property":  func(p system.Property) string { return s.property(p) },
		"rule":      func(v system.Violation) string { return ruleCell(v, s) },
		"violation": func(v system.Violation) string { return strings.ReplaceAll(cell(v), "|", `\|`) },
		"short":     short,
		"percent":   shownPercent,
		"regions":   func(a Availability) string { return strings.Join(a.Regions, ", ") },
		"recovery":  recovery,
	}
}

func (s style) codes(names []string) string {
	var all []string
	for _, n := range names {
		all = append(all, s.code(n))
	}
	return strings.Join(all, ", ")
}

func (s style) because(l Loss) string {
	var why []string
	if len(l.Forces) > 0 {
		why = append(why, s.codes(l.Forces))
	}
	if len(l.Roots) > 0 {
		why = append(why, "the replacement of "+strings.Join(l.Roots, ", "))
	}
	if len(why) == 0 {
		return "the program no longer has it"
	}
	return strings.Join(why, " and ")
}

// property shows a property's values before and after.
func (s style) property(p system.Property) string {
	text := s.code(p.Path) + ": " + s.value(p.Old) + " → " + s.value(p.New)
	if p.Replaces {
		text += " (forces a replacement)"
	}
	return text
}

func (s style) value(v any) string {
	if v == nil {
		return "not set"
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return s.code(fmt.Sprint(v))
	}
	text := []rune(string(raw))
	if len(text) > s.longest {
		return s.code(string(text[:s.longest])+"…") + fmt.Sprintf(" (%d more characters)", len(text)-s.longest)
	}
	return s.code(string(text))
}

// fenced is inline code of Markdown, whatever the text holds.
func fenced(text string) string {
	ticks := "`"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\n", " "), "|", `\|`)
	if len(ticks) > 1 {
		return ticks + " " + text + " " + ticks
	}
	return ticks + text + ticks
}

func ruleCell(v system.Violation, s style) string {
	return s.code(v.Rule) + " (" + v.Level + "): " + v.Title
}

func cell(v system.Violation) string {
	text := "is " + v.Found + "; wanted: " + v.Want
	if v.Path != "" {
		text = v.Path + " " + text
	}
	return text
}

func short(revision string) string {
	if commit, modified, _ := strings.Cut(revision, "-"); len(commit) > 12 {
		revision = commit[:12]
		if modified != "" {
			revision += "-" + modified
		}
	}
	return revision
}

func shownPercent(a Availability, n float64) string {
	if !a.Known {
		return "unknown"
	}
	return number(n) + " %"
}

func recovery(a Availability) string {
	if !a.Known {
		return "unknown"
	}
	var lacks []string
	for _, n := range a.Recovery {
		if !n.Met {
			lacks = append(lacks, n.Name)
		}
	}
	if len(lacks) == 0 {
		return "complete"
	}
	return "lacks " + strings.Join(lacks, ", ")
}

// headline counts what would happen.
func (r *Report) headline() string {
	c := r.Counts
	return fmt.Sprintf("%d to create, %d to update, %d to replace, %d to delete; %d unchanged", c.Create, c.Update, c.Replace, c.Delete, c.Same)
}

func (s Stack) summary() string {
	if s.Unavailable != "" {
		return "not previewed: " + s.Unavailable
	}
	return s.Counts.String()
}

// String says in words how far the change reaches.
func (b Blast) String() string {
	parts := slices.Clone(b.Stamps)
	if b.Global {
		parts = append(parts, "global")
	}
	switch {
	case len(parts) == 0:
		return "nothing"
	case b.Both():
		return strings.Join(parts, ", ") + " (both stamps at once: apply the idle one first)"
	default:
		return strings.Join(parts, ", ")
	}
}

// next are the commands that can follow.
func (r *Report) next() []string {
	switch r.Verdict {
	case Failed:
		return []string{"go run ./cmd/tandem preview --base " + r.Base.Ref}
	case Unsafe:
		var next []string
		for _, l := range r.Losses {
			if !l.Allowed {
				next = append(next, "go run ./cmd/tandem preview --base "+r.Base.Ref+" --allow-data-change "+l.Name)
			}
		}
		for _, v := range r.Policies.New {
			next = append(next, "go run ./cmd/tandem policy explain "+v.Rule)
		}
		return append(slices.Compact(next), "go run ./cmd/tandem preview")
	default:
		return []string{"go run ./cmd/tandem up"}
	}
}
