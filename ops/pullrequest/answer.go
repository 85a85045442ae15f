package pullrequest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// environmentAnswer is the part of the JSON answers of tandem env up, env down and pr
// environment that a comment shows.
type environmentAnswer struct {
	Version     int    `json:"version"`
	Command     string `json:"command"`
	Error       string `json:"error"`
	Executed    bool   `json:"executed"`
	Action      string `json:"action"`
	Reason      string `json:"reason"`
	Environment struct {
		Name     string     `json:"name"`
		State    string     `json:"state"`
		Revision string     `json:"revision"`
		Expires  *time.Time `json:"expires"`
	} `json:"environment"`
	Addresses map[string]string `json:"addresses"`
}

// answerVersion is the version of answers that is read here.
const answerVersion = 1

// mostError is how much of an error a comment shows, in characters.
const mostError = 6000

// The forms that values have. The answer may have been written by the code of the
// pull request, so what has another form is not shown.
var (
	addressForm = regexp.MustCompile(`^(https://)?[A-Za-z0-9][A-Za-z0-9.-]{0,252}$`)
	wordForm    = regexp.MustCompile(`^[a-z0-9][a-z0-9 -]{0,39}$`)
	sourceForm  = regexp.MustCompile(`^[0-9a-f]{7,40}(-[a-z]{1,10})?$`)
)

// EnvironmentText renders the JSON answer of tandem env up or env down, or the refusal
// of pr environment, as the Markdown of a comment. An empty answer is one of a
// command that could not even be started: code that does not compile, for example.
func EnvironmentText(raw []byte) (string, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return "### Test environment: failed\n\nThe command gave no answer; its run says why.\n", nil
	}
	var a environmentAnswer
	if err := json.Unmarshal(raw, &a); err != nil || a.Version != answerVersion {
		return "", fmt.Errorf("%w: this is no answer (version %d) of tandem env up or env down --json: look at the step that runs it", ErrInput, answerVersion)
	}
	switch {
	case a.Command == "pr environment" && a.Action == Refused:
		return "### Test environment: refused\n\n" + fenced(a.Reason), nil
	case a.Command != "env up" && a.Command != "env down":
		return "", fmt.Errorf("%w: this is no answer of tandem env up or env down, but of %q", ErrInput, a.Command)
	case a.Error != "":
		return "### Test environment: `tandem " + a.Command + "` failed\n\n" + fenced(a.Error), nil
	case a.Command == "env down" && !a.Executed:
		return "", fmt.Errorf("%w: tandem env down changed nothing: the step lacks --execute", ErrInput)
	case a.Command == "env down":
		return "### Test environment: taken down\n\nNothing of it is left.\n", nil
	}
	return a.table(), nil
}

// Nothing reports whether an answer is that of a tandem env down that found nothing:
// most pull requests are closed without ever having had an environment.
func Nothing(raw []byte) bool {
	var a struct {
		Command string `json:"command"`
		Nothing bool   `json:"nothing"`
		Error   string `json:"error"`
	}
	return json.Unmarshal(raw, &a) == nil && a.Command == "env down" && a.Nothing && a.Error == ""
}

// table lists what is known of an environment that is up.
func (a *environmentAnswer) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "### Test environment %s\n\n| | |\n|---|---|\n", shown(a.Environment.Name, wordForm))
	for _, name := range slices.Sorted(maps.Keys(a.Addresses)) {
		if wordForm.MatchString(name) {
			fmt.Fprintf(&b, "| %s | %s |\n", name, shown(a.Addresses[name], addressForm))
		}
	}
	fmt.Fprintf(&b, "| state | %s |\n| revision | %s |\n", shown(a.Environment.State, wordForm), shown(a.Environment.Revision, sourceForm))
	if a.Environment.Expires != nil {
		fmt.Fprintf(&b, "| expires | %s |\n", a.Environment.Expires.UTC().Format("2006-01-02 15:04 UTC"))
	}
	b.WriteString("\nIt is taken down when the pull request is closed, by `" + Command + " down`, or when it expires.\n")
	return b.String()
}

// shown is a value that has its form.
func shown(value string, form *regexp.Regexp) string {
	if !form.MatchString(value) {
		return "(not shown: unexpected form)"
	}
	return value
}

// fenced quotes text so that nothing in it ends the quotation.
func fenced(text string) string {
	if utf8.RuneCountInString(text) > mostError {
		text = string([]rune(text)[:mostError]) + "\n..."
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + strings.TrimRight(text, "\n") + "\n" + fence + "\n"
}
