package preview

import (
	"fmt"
	"sort"
	"unicode/utf8"
)

// MostCharacters is how long a comment may be. GitHub refuses bodies of more
// characters, counted as Unicode code points (of 1 to 4 bytes), and of more than
// four times as many bytes, which no such text has
// (https://docs.github.com/rest/issues/comments). The rest is for who publishes the
// comment: a line by which it is found again, and one that says where it comes from.
const MostCharacters = 65536 - 1024

// mostProperties is how many properties of one resource a comment shows, and
// mostMessage how many characters of an error.
const (
	mostProperties = 40
	mostMessage    = 6000
)

// whole is the page on which nothing is left out.
func (r *Report) whole() page {
	p := page{steps: r.longest(), rows: r.longest()}
	for _, s := range r.Stacks {
		for _, step := range s.Steps {
			p.properties = max(p.properties, len(step.Properties))
		}
	}
	for _, d := range r.Drift.Found {
		p.properties = max(p.properties, len(d.Properties))
	}
	if r.Failure != nil {
		p.message = utf8.RuneCountInString(r.Failure.Message)
	}
	return p
}

// longest is the length of the longest list.
func (r *Report) longest() int {
	n := max(len(r.Reasons), len(r.Losses), len(r.Lifted), len(r.Drift.Found), len(r.Stacks),
		len(r.Policies.New), len(r.Policies.Mended), len(r.Policies.Standing), len(r.Policies.Exempted), len(r.Policies.NotYetKnown))
	for _, s := range r.Stacks {
		n = max(n, len(s.Steps), len(s.Notes))
	}
	return n
}

// Markdown is the report as a comment of at most [MostCharacters]. What does not
// fit is left out row by row, from the end of each list, and counted: first steps, in
// which what is deleted or replaced stands first, then everything else.
func (r *Report) Markdown() (string, error) {
	all := r.whole()
	all.properties, all.message = min(all.properties, mostProperties), min(all.message, mostMessage)
	for _, narrow := range []func(n int) page{
		func(n int) page { return page{n, all.properties, all.rows, all.message} },
		func(n int) page { return page{0, 0, n, all.message} },
	} {
		if text, ok, err := r.most(narrow); ok || err != nil {
			return text, err
		}
	}
	return "", fmt.Errorf("render the preview: its single texts are longer than a comment of %d characters", MostCharacters)
}

// most renders the page of most rows that fits; ok is false when none does. It
// goes up from few, so that a report of many thousand changes is never rendered
// as a whole.
func (r *Report) most(narrow func(n int) page) (best string, ok bool, err error) {
	longest := r.longest()
	fits := func(n int) bool {
		if err != nil {
			return false
		}
		var text string
		var short bool
		if text, short, err = r.fit(narrow(n)); short {
			best, ok = text, true
		}
		return short
	}
	low, high := -1, 0 // low fits, high is to be tried
	for fits(high) {
		if low = high; low == longest {
			return best, ok, err
		}
		high = min(longest, 2*high+16)
	}
	sort.Search(high-low-1, func(i int) bool { return !fits(low + 1 + i) })
	return best, ok, err
}

// fit renders a page and says whether it is short enough.
func (r *Report) fit(p page) (text string, ok bool, err error) {
	text, err = r.render(markdown, p)
	return text, err == nil && utf8.RuneCountInString(text) <= MostCharacters, err
}
