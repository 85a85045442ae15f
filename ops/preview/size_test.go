package preview_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/rule"
)

// nasty are texts that somebody might try to break a comment with.
var nasty = []string{
	"plain-name", "", " ", "a|b", `a\|b`, "a`b", "``", "`` ` ```", "<details>", "</details></summary>", "<!--", "-->", "<img src=x onerror=alert(1)>",
	"@octocat", "org/repo#12", "#34", "GH-56", "https://evil.example/x", "www.evil.example", "[a](https://evil.example)", "![a](b)",
	"~~~~", "~~~~\n</details>\n# big\n", "line\r\nline", "\x1b[2J\x1b[31mred", "turn\u202earound", "zero\u200bwidth", "1. one", "- one", "# one", "> one",
	"**b** __i__ *i* ~~s~~", "$x$ $$y$$ $`z`$", "&lt;b&gt; &#64;octocat", "a\n\n| b |\n|---|\n", "===", "日本語のとても長い名前", "🌈🌈", strings.Repeat("x", 3000),
	"`${jndi}` $(rm -rf /) ; rm", "\xff\xfe",
}

func pick(r *rand.Rand) string { return nasty[r.IntN(len(nasty))] }

// random is an input of about n items in every list, made of nasty texts.
func random(r *rand.Rand, n int) preview.Input {
	some := func() int { return r.IntN(n + 1) }
	in := preview.Input{Target: "azure", Refreshed: r.IntN(2) == 0, Base: preview.Source{Ref: pick(r), Revision: pick(r)}, Head: preview.Source{Ref: pick(r), Revision: pick(r)}}
	ops := []string{"create", "update", "replace", "delete"}
	step := func(i int) system.Step {
		s := system.Step{URN: fmt.Sprint("urn:", i), Type: pick(r), Name: pick(r), Op: ops[r.IntN(len(ops))]}
		for range r.IntN(4) {
			s.Properties = append(s.Properties, system.Property{Path: pick(r), Old: pick(r), New: map[string]any{pick(r): pick(r)}, Replaces: r.IntN(2) == 0})
		}
		return s
	}
	violation := func() system.Violation {
		return system.Violation{Rule: pick(r), Title: pick(r), Level: "advisory", Resource: pick(r), Path: pick(r), Found: pick(r), Want: pick(r)}
	}
	for _, stack := range []string{"blue", "green", "global"} {
		c := &system.Change{Stack: stack}
		for i := range some() {
			c.Steps = append(c.Steps, step(i))
		}
		c.Counts.Update = len(c.Steps)
		for i := range some() {
			c.Drift = append(c.Drift, step(i))
		}
		for range some() {
			c.Warnings = append(c.Warnings, pick(r))
			c.Violations = append(c.Violations, violation())
			c.NotYetKnown = append(c.NotYetKnown, violation())
			c.Lifted = append(c.Lifted, pick(r))
			c.Losses = append(c.Losses, system.Loss{Name: pick(r), What: "database", Op: "replace", Forces: []string{pick(r)}, Roots: []string{pick(r), pick(r)}})
		}
		in.Changes = append(in.Changes, c)
	}
	for range some() {
		in.BaseViolations, in.Exempted, in.Remarks = append(in.BaseViolations, violation()), append(in.Exempted, violation()), append(in.Remarks, pick(r))
	}
	// Whoever writes a program writes the tags by which stamps are told.
	group := func(i int) *rule.Resource {
		return &rule.Resource{URN: fmt.Sprint("urn:", i), Type: "azure-native:resources:ResourceGroup", Props: map[string]any{
			"resourceGroupName": fmt.Sprint("rg-", i), "tags": map[string]any{"stamp": pick(r)}}}
	}
	in.After = rule.NewGraph([]*rule.Resource{group(0), group(1)}, false)
	if r.IntN(3) == 0 {
		in.Changes[2].Unavailable = pick(r)
		in.Failure = &preview.Failure{Phase: "preview", Message: pick(r) + "\n" + pick(r)}
	}
	return in
}

// TestCommentsOfAnySizeFitAndStayInShape renders models from empty to thousands of
// changes: each fits, its markup is closed, and the same input is the same bytes.
func TestCommentsOfAnySizeFitAndStayInShape(t *testing.T) {
	for seed := range uint64(14) {
		n := []int{0, 1, 3, 10, 40, 200, 3000}[seed%7]
		if n == 3000 && seed > 7 {
			continue
		}
		in := random(rand.New(rand.NewPCG(seed, 1)), n)
		comment, err := preview.New(in).Markdown()
		require.NoError(t, err)
		require.LessOrEqual(t, utf8.RuneCountInString(comment), preview.MostCharacters)
		inShape(t, comment)
		again, err := preview.New(in).Markdown()
		require.NoError(t, err)
		require.Equal(t, comment, again)
	}
}

var (
	tags  = regexp.MustCompile(`</?([a-z]+)[^>]*>`)
	cells = regexp.MustCompile(`\|`)
)

// inShape wants every tag closed in order, every fence closed, and every row of a
// table to have as many cells as its heading.
func inShape(t *testing.T, comment string) {
	t.Helper()
	var open []string
	fence, columns := "", 0
	for text := range strings.Lines(comment) {
		text = strings.TrimSuffix(text, "\n")
		if fence != "" {
			if text == fence {
				fence = ""
			}
			continue
		}
		if strings.HasPrefix(text, "~~~~") {
			fence = text
			continue
		}
		bare := withoutCode(text)
		for _, tag := range tags.FindAllStringSubmatch(bare, -1) {
			if !strings.HasPrefix(tag[0], "</") {
				open = append(open, tag[1])
				continue
			}
			require.NotEmpty(t, open, text)
			require.Equal(t, open[len(open)-1], tag[1], text)
			open = open[:len(open)-1]
		}
		for _, never := range []string{"<img", "<!--", "](", "@o", "\x1b", "\u202e", "https:/"} {
			require.NotContains(t, bare, never, text)
		}
		if !strings.HasPrefix(text, "|") {
			columns = 0
			continue
		}
		if columns == 0 {
			columns = len(cells.FindAllString(bare, -1))
		}
		require.Len(t, cells.FindAllString(text, -1), columns, text)
	}
	require.Empty(t, open)
	require.Empty(t, fence)
}

// withoutCode is a line without its inline code.
func withoutCode(text string) string {
	var b strings.Builder
	for text != "" {
		at := strings.IndexByte(text, '`')
		if at < 0 {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:at])
		ticks := len(text[at:]) - len(strings.TrimLeft(text[at:], "`"))
		rest := text[at+ticks:]
		end := closing(rest, ticks)
		if end < 0 {
			b.WriteString(text[at:])
			break
		}
		text = rest[end+ticks:]
	}
	return b.String()
}

// closing finds a run of exactly so many backticks.
func closing(text string, ticks int) int {
	for at := 0; at < len(text); {
		if text[at] != '`' {
			at++
			continue
		}
		run := len(text[at:]) - len(strings.TrimLeft(text[at:], "`"))
		if run == ticks {
			return at
		}
		at += run
	}
	return -1
}

var left = regexp.MustCompile(`and (\d+) more resources, not shown here`)

// TestWhatIsLeftOutIsCounted adds up what is shown and what is said to be left out.
func TestWhatIsLeftOutIsCounted(t *testing.T) {
	for _, steps := range []int{10, 100, 170, 500, 2000, 20000} {
		c := &system.Change{Stack: "blue", Counts: system.Counts{Update: steps}}
		for i := range steps {
			c.Steps = append(c.Steps, system.Step{Op: "update", Type: "azure-native:web:WebApp", Name: fmt.Sprintf("app-%05d", i),
				Properties: []system.Property{{Path: "tags", Old: strings.Repeat("a", 300), New: strings.Repeat("b`|", 100)}}})
		}
		c.Steps[steps-1].Op = "delete"
		comment, err := preview.New(preview.Input{Changes: []*system.Change{c}}).Markdown()
		require.NoError(t, err)
		shown := strings.Count(comment, "`app-")
		more := 0
		if said := left.FindStringSubmatch(comment); said != nil {
			more, err = strconv.Atoi(said[1])
			require.NoError(t, err)
			require.Contains(t, comment, "`tandem preview --base REF --format json` lists them", "without --base there are no formats")
			require.Greater(t, utf8.RuneCountInString(comment), preview.MostCharacters-1000, "the comment could hold more")
		}
		require.Equal(t, steps, shown+more)
		require.Contains(t, comment, "**delete** "+fmt.Sprintf("`app-%05d`", steps-1), "what is deleted is never left out first")
	}
}

// TestReasonsAloneMayBeTooLong also wants losses to stand before all else.
func TestReasonsAloneMayBeTooLong(t *testing.T) {
	in := preview.Input{Changes: []*system.Change{{Stack: "global"}}}
	for i := range 3000 {
		in.Changes[0].Losses = append(in.Changes[0].Losses, system.Loss{Name: fmt.Sprintf("database-%d", i), What: "database", Op: "replace"})
	}
	r := preview.New(in)
	require.Equal(t, preview.Unsafe, r.Verdict)
	comment, err := r.Markdown()
	require.NoError(t, err)
	require.LessOrEqual(t, utf8.RuneCountInString(comment), preview.MostCharacters)
	shown := strings.Count(comment, "**refused**")
	require.Contains(t, comment, fmt.Sprintf("and %d more resources with data", 3000-shown))
	require.Less(t, strings.Index(comment, "#### Data"), strings.Index(comment, "<b>global</b>"))
}

// TestAnErrorCannotCloseItsFence also wants it to be cut.
func TestAnErrorCannotCloseItsFence(t *testing.T) {
	in := preview.Input{Failure: &preview.Failure{Phase: "build", Message: "~~~~\n~~~~~\n</details>\n@octocat " + strings.Repeat("e", 100000)}}
	comment, err := preview.New(in).Markdown()
	require.NoError(t, err)
	inShape(t, comment)
	require.Contains(t, comment, "\n~~~~~~\n~~~~\n")
	require.Contains(t, comment, "more characters)")
	require.Less(t, len(comment), 10000)
}

func TestATerminalGetsNoControlCharacters(t *testing.T) {
	for seed := range uint64(20) {
		text, err := preview.New(random(rand.New(rand.NewPCG(seed, 2)), 20)).Text()
		require.NoError(t, err)
		for _, never := range []string{"\x1b", "\u202e", "\u200b", "\r"} {
			require.NotContains(t, text, never)
		}
	}
}
