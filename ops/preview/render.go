package preview

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"unicode/utf8"

	"github.com/tandem-platform/tandem/ops/system"
)

//go:embed templates
var files embed.FS

// view is a report with what its renderings say of it, cut to a [page].
type view struct {
	*Report
	Headline string
	Reach    string
	Next     []string

	Reasons   rows[string]
	Losses    rows[Loss]
	Lifted    rows[string]
	Stacks    rows[shownStack]
	New       rows[system.Violation]
	Mended    rows[system.Violation]
	Standing  rows[system.Violation]
	Exempted  rows[system.Violation]
	Waiting   rows[system.Violation]
	HasPolicy bool
	Drifted   rows[shownDrift]
	Noise     rows[Drifted]
}

type shownStack struct {
	Stack
	Summary string
	Open    bool
	Rows    rows[shownStep]
	Remarks rows[string]
}

type shownStep struct {
	system.Step
	Undoes bool // takes back drift, and nothing else
	Rows   rows[system.Property]
}

type shownDrift struct {
	Drifted
	Rows rows[system.Property]
}

// rows are those of a list that are shown, and the number of those that are not.
type rows[T any] struct {
	Shown []T
	More  int
}

func first[T any](all []T, most int) rows[T] {
	if len(all) <= most {
		return rows[T]{Shown: all}
	}
	return rows[T]{Shown: all[:most], More: len(all) - most}
}

// page is how much of a report is shown: steps of a stack, properties of a step,
// rows of any other list, and characters of a message.
type page struct{ steps, properties, rows, message int }

// style is how a rendering writes words and values.
type style struct {
	mark map[string]string
	// code writes names and values, cell those in tables, text sentences.
	code, cell, text func(string) string
	longest          int // characters of a value
	name             string
	templates        string
}

var (
	markdown = style{mark: map[string]string{"create": "➕ create", "update": "📝 update", "replace": "♻️ **replace**", "delete": "🗑️ **delete**", "import": "📥 import"},
		code: span, cell: box, text: prose, longest: 200, name: "comment.md.tmpl", templates: "templates/comment.md.tmpl"}
	plain = style{mark: map[string]string{"create": "+", "update": "~", "replace": "+-", "delete": "-", "import": "="},
		code: line, cell: line, text: line, longest: 70, name: "text.tmpl", templates: "templates/text.tmpl"}
)

// Text is the report for a terminal, in full.
func (r *Report) Text() (string, error) { return r.render(plain, r.whole()) }

// render renders a page of the report.
func (r *Report) render(s style, p page) (string, error) {
	t, err := template.New(s.name).Funcs(s.functions()).ParseFS(files, s.templates)
	if err != nil {
		return "", fmt.Errorf("render the preview: %w", err)
	}
	var b strings.Builder
	if err := t.Execute(&b, r.view(p)); err != nil {
		return "", fmt.Errorf("render the preview: %w", err)
	}
	return b.String(), nil
}

func (r *Report) view(p page) view {
	copied := *r
	if r.Failure != nil {
		failure := *r.Failure
		failure.Message = cut(failure.Message, p.message)
		copied.Failure = &failure
	}
	v := view{Report: &copied, Headline: r.headline(), Reach: r.Blast.String(), Next: r.next(),
		Reasons: first(r.Reasons, p.rows), Losses: first(r.Losses, p.rows), Lifted: first(r.Lifted, p.rows),
		New: first(r.Policies.New, p.rows), Mended: first(r.Policies.Mended, p.rows),
		Standing: first(r.Policies.Standing, p.rows), Exempted: first(r.Policies.Exempted, p.rows), Waiting: first(r.Policies.NotYetKnown, p.rows),
		Noise: first(r.Drift.Noise(), p.rows)}
	v.HasPolicy = len(r.Policies.New)+len(r.Policies.Mended)+len(r.Policies.Standing)+len(r.Policies.Exempted)+len(r.Policies.NotYetKnown) > 0
	drifted := first(r.Drift.Real(), p.rows)
	v.Drifted.More = drifted.More
	for _, d := range drifted.Shown {
		v.Drifted.Shown = append(v.Drifted.Shown, shownDrift{d, first(d.Properties, p.properties)})
	}
	stacks := first(r.Stacks, p.rows)
	v.Stacks.More = stacks.More
	for _, stack := range stacks.Shown {
		shown := shownStack{Stack: stack, Summary: stack.summary(), Open: stack.Counts.Replace+stack.Counts.Delete > 0, Remarks: first(stack.Notes, p.rows)}
		steps := first(stack.Steps, p.steps)
		shown.Rows.More = steps.More
		for _, step := range steps.Shown {
			shown.Rows.Shown = append(shown.Rows.Shown, shownStep{Step: step, Undoes: r.Drift.undone(step), Rows: first(step.Properties, p.properties)})
		}
		v.Stacks.Shown = append(v.Stacks.Shown, shown)
	}
	return v
}

func (s style) functions() template.FuncMap {
	return template.FuncMap{
		"mark":     func(op string) string { return s.mark[op] },
		"code":     s.code,
		"cell":     s.cell,
		"text":     s.text,
		"codes":    s.codes,
		"fenced":   func(text string) string { return block(text, len(text)) },
		"lines":    func(text string) string { return escaped(text, true) },
		"past":     past,
		"because":  s.because,
		"property": s.property,
		"found":    found,
		"short":    short,
		"percent":  shownPercent,
		"minutes":  minutes,
		"regions":  s.regions,
		"recovery": recovery,
		"more":     more,
		"counted":  counted,
	}
}

// more says honestly that something is left out.
func more(n int, what string) string {
	return fmt.Sprintf("and %d more %s, not shown here: `tandem preview --base REF --format json` lists them", n, what)
}

func (s style) codes(names []string) string {
	var all []string
	for _, n := range names {
		all = append(all, s.cell(n))
	}
	return strings.Join(all, ", ")
}

// mostCauses is how many causes of a loss are shown.
const mostCauses = 8

func (s style) because(l Loss) string {
	var why []string
	if len(l.Forces) > 0 {
		why = append(why, s.some(l.Forces))
	}
	if len(l.Roots) > 0 {
		why = append(why, "the replacement of "+s.some(l.Roots))
	}
	switch {
	case len(why) > 0:
	case l.Op == "replace":
		return "what the provider does not say"
	default:
		return "the program no longer has it"
	}
	return strings.Join(why, " and ")
}

func (s style) some(names []string) string {
	shown := first(names, mostCauses)
	text := s.codes(shown.Shown)
	if shown.More > 0 {
		text += fmt.Sprintf(" and %d more", shown.More)
	}
	return text
}

// found says what a policy found, and what it wants.
func found(v system.Violation) string {
	if v.Want == "" {
		return strings.TrimSpace(v.Path + " " + v.Found)
	}
	return strings.TrimSpace(v.Path + " is " + v.Found + "; wanted: " + v.Want)
}

func short(revision string) string {
	commit, modified, _ := strings.Cut(revision, "-")
	if len(commit) > 12 {
		commit = commit[:12]
	}
	if modified != "" {
		commit += "-" + modified
	}
	return commit
}

func shownPercent(a Availability, n float64) string {
	if !a.Known {
		return "unknown"
	}
	return number(n) + " %"
}

func (s style) regions(a Availability) string {
	if !a.Known {
		return "unknown"
	}
	return s.text(strings.Join(a.Regions, ", "))
}

func minutes(a Availability) string {
	if !a.Known {
		return "unknown"
	}
	return fmt.Sprintf("%.1f", a.Minutes())
}

func recovery(a Availability) string {
	if !a.Known {
		return "unknown"
	}
	var lacks, unknown []string
	for _, n := range a.Recovery {
		switch {
		case n.missing():
			lacks = append(lacks, n.Name)
		case n.Unknown:
			unknown = append(unknown, n.Name)
		}
	}
	switch {
	case len(lacks) > 0:
		return "lacks " + strings.Join(lacks, "; ")
	case len(unknown) > 0:
		return "not yet known: " + strings.Join(unknown, "; ")
	}
	return "complete"
}

// headline counts what would happen.
func (r *Report) headline() string {
	if r.Failure != nil && len(r.Stacks) == 0 {
		return "nothing was previewed"
	}
	c := r.Counts
	return fmt.Sprintf("%d to create, %d to update, %d to replace, %d to delete; %d unchanged", c.Create, c.Update, c.Replace, c.Delete, c.Same)
}

func (s Stack) summary() string {
	if s.Unavailable != "" {
		return "not previewed: " + s.Unavailable
	}
	return s.Counts.String()
}

// next are the commands that can follow.
func (r *Report) next() []string {
	again := "go run ./cmd/tandem preview --base " + argument(r.Base.Ref)
	up, status := "go run ./cmd/tandem up", "go run ./cmd/tandem status"
	if r.Target == "azure" {
		again, up = again+" --target azure", up+" --target azure"
	}
	if allowing, ok := r.allowing(again); ok {
		again = allowing
	}
	switch r.Verdict {
	case Failed:
		return []string{again}
	case Unsafe:
		next := []string{again}
		for _, v := range first(r.Policies.New, mostCauses).Shown {
			if explain := "go run ./cmd/tandem policy explain " + argument(v.Rule); !slices.Contains(next, explain) {
				next = append(next, explain)
			}
		}
		return next
	}
	up, ok := r.allowing(up)
	if !ok || slices.ContainsFunc(r.Losses, func(l Loss) bool { return !l.isLock() }) {
		return []string{status}
	}
	return []string{up, status}
}

// allowing is a command with the flags that allow all losses, those that are allowed
// already, too: each by its name, or by stack/name where another stack loses one of the
// same name. ok is false if it would be longer than what is shown of a word.
func (r *Report) allowing(command string) (with string, ok bool) {
	var names []string
	for _, l := range r.Losses {
		name := l.Name
		if slices.ContainsFunc(r.Losses, func(other Loss) bool { return other.Name == l.Name && other.Stack != l.Stack }) {
			name = l.Stack + "/" + l.Name
		}
		if slices.Contains(names, name) {
			continue
		}
		names, command = append(names, name), command+" --allow-data-change "+argument(name)
		if utf8.RuneCountInString(command) > longestWord {
			return "", false
		}
	}
	return command, true
}
