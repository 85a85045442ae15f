package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MostCharacters is the longest comment that GitHub takes. Azure DevOps takes
// longer ones, but a report is the same on both.
const MostCharacters = 65536

// ErrInput is wrong input: nothing was published.
var ErrInput = errors.New("wrong input")

// Comment is a comment that the run's identity has written on a pull request.
type Comment struct {
	ID      int64
	Thread  int64 // of Azure DevOps, where a comment belongs to a thread
	Body    string
	Address string // of the page that shows it; "" where the system does not say
}

// Host is a system that holds pull requests.
type Host interface {
	// Own lists the comments on a pull request that the run's identity wrote,
	// oldest first.
	Own(ctx context.Context, number int) ([]Comment, error)
	// Create writes a comment.
	Create(ctx context.Context, number int, body string) (Comment, error)
	// Edit gives a comment another body.
	Edit(ctx context.Context, number int, c Comment, body string) (Comment, error)
}

// Report is what is published.
type Report struct {
	// Name tells the comments of one pull request apart: preview, environment.
	Name string
	Text string // Markdown; anybody may have written it
	// Origin says where the report comes from, in one line of Markdown that the
	// run vouches for.
	Origin string
	// OnlyEdit makes no comment where there is none to edit.
	OnlyEdit bool
}

// Published is what became of a report.
type Published struct {
	Number  int    `json:"pullRequest"`
	Action  string `json:"action"` // created, edited, unchanged or skipped
	Address string `json:"address,omitempty"`
}

// Publish writes a report as a comment on a pull request: the first time it makes
// one, afterwards it edits that one. Two runs at the same time may make two; the
// pipelines let one run at a time publish for a pull request.
func Publish(ctx context.Context, h Host, number int, r Report) (Published, error) {
	body, err := r.compose()
	if err != nil {
		return Published{}, err
	}
	own, err := h.Own(ctx, number)
	if err != nil {
		return Published{}, err
	}
	for _, c := range own {
		first, _, _ := strings.Cut(c.Body, "\n")
		if strings.TrimSpace(first) != marker(r.Name) {
			continue
		}
		if sameText(c.Body, body) {
			return Published{Number: number, Action: "unchanged", Address: c.Address}, nil
		}
		c, err := h.Edit(ctx, number, c, body)
		return Published{Number: number, Action: "edited", Address: c.Address}, err
	}
	if r.OnlyEdit {
		return Published{Number: number, Action: "skipped"}, nil
	}
	c, err := h.Create(ctx, number, body)
	return Published{Number: number, Action: "created", Address: c.Address}, err
}

// sameText compares bodies: systems may change the ends of lines.
func sameText(a, b string) bool {
	plain := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return plain(a) == plain(b)
}

// marker is the first line of a comment, by which it is found again. Markdown
// does not show it.
func marker(name string) string { return "<!-- tandem:" + name + " -->" }

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// compose makes the body of the comment.
func (r Report) compose() (string, error) {
	if !nameForm.MatchString(r.Name) {
		return "", fmt.Errorf("%w: a report's name is %q: use lower-case letters, digits and dashes, a letter first, at most 40", ErrInput, r.Name)
	}
	text := strings.TrimSpace(harmless(r.Text))
	if text == "" {
		return "", fmt.Errorf("%w: the report is empty: look at the step that writes it", ErrInput)
	}
	// The origin comes first: nothing in the text (a comment or a fence that does not
	// end) can hide it.
	body := marker(r.Name) + "\n"
	if r.Origin != "" {
		body += "<sub>" + r.Origin + "</sub>\n\n"
	}
	body += text + "\n"
	if n := utf8.RuneCountInString(body); n > MostCharacters {
		return "", fmt.Errorf("%w: the comment would have %d characters, at most %d can be posted: a report of tandem preview --format markdown fits",
			ErrInput, n, MostCharacters)
	}
	return body, nil
}

// mention is an @ that may call somebody. What stands before it in an address of mail
// is a letter or a digit; _ may begin emphasis, and other letters end no word on GitHub.
var mention = regexp.MustCompile(`(^|[^A-Za-z0-9])@([\p{L}\p{N}_<])`)

// written is an @ as Markdown may write it instead.
var written = regexp.MustCompile(`(?i)&(#0*64|#x0*40|commat);?`)

// harmless leaves a text as it reads, but nobody is called by it (a word joiner
// parts the @ from the name), and no invisible sign turns it around.
func harmless(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	text = written.ReplaceAllString(text, "@\u2060")
	return mention.ReplaceAllString(text, "$1@\u2060$2")
}
