package pulumi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// scrubbed stands for what a log does not keep.
const scrubbed = "[secret]"

// scrubber writes what the CLI says to a log, line by line, without the values that
// are known to be secret and without those that the engine shows of a resource
// that leaves its plan: among them are secrets from the state.
type scrubber struct {
	to      io.Writer
	secrets secretForms
	line    []byte
	// within is set inside such a list of values.
	within bool
}

// ended finds what comes after such a list of values: the next error, or the heading of
// a section or of a resource. An empty line is none: values hold those, too. The CLI
// indents what it says of a resource further than its headings.
var ended = regexp.MustCompile(`^ *error: |^ {0,2}\S.*:$`)

// shortestSecret is the length below which a value is no secret worth looking for:
// taken out everywhere, it would leave nothing to read.
const shortestSecret = 8

// secretForms are the forms in which the CLI may write secrets, the longest first: one
// that holds another one has to go before it.
type secretForms []string

// formsOf returns the forms of values: line by line, as what the CLI says is read, and
// also as JSON writes them.
func formsOf(secrets []string) secretForms {
	var forms secretForms
	for _, s := range secrets {
		for line := range strings.Lines(s) {
			if line = strings.TrimSpace(line); len(line) >= shortestSecret {
				forms = append(forms, line, quoted(line))
			}
		}
	}
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(forms)
}

// without takes secrets out of a text. Most texts hold none, and are only searched.
func (f secretForms) without(text string) string {
	for _, form := range f {
		text = strings.ReplaceAll(text, form, scrubbed)
	}
	return text
}

// quoted is a text as the CLI writes it inside a JSON string.
func quoted(text string) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always can be
	return strings.TrimSuffix(strings.TrimPrefix(out.String(), `"`), "\"\n")
}

// Write implements io.Writer.
func (s *scrubber) Write(p []byte) (int, error) {
	s.line = append(s.line, p...)
	for {
		i := bytes.IndexByte(s.line, '\n')
		if i < 0 {
			return len(p), nil
		}
		line := string(s.line[:i+1])
		s.line = s.line[i+1:]
		if err := s.write(line); err != nil {
			return 0, err
		}
	}
}

// flush writes what has no end of line.
func (s *scrubber) flush() error {
	if len(s.line) == 0 {
		return nil
	}
	line := string(s.line)
	s.line = nil
	return s.write(line)
}

func (s *scrubber) write(line string) error {
	if s.within && !ended.MatchString(strings.TrimRight(line, " \r\n")) {
		return nil
	}
	s.within = false
	if kept := withoutValues(line); kept != line {
		s.within = true
		line = kept + "\n"
	}
	_, err := io.WriteString(s.to, s.secrets.without(line))
	return err
}

// scrubEvents does the same to the file of an operation's events, once it has ended.
// It is written anew only if there is something to take out.
func scrubEvents(path string, secrets secretForms) error {
	raw, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("take secrets out of the events: %w", err)
	}
	text := string(raw)
	kept := text
	if strings.Contains(text, violation) {
		var lines strings.Builder
		for line := range strings.Lines(text) {
			lines.WriteString(eventWithoutValues(line))
		}
		kept = lines.String()
	}
	if kept = secrets.without(kept); kept == text {
		return nil
	}
	return replaceFile(path, []byte(kept))
}

// violation is in what the engine says of a resource that leaves its plan.
const violation = "violates plan"

// eventWithoutValues is an event as it is kept: nothing of one that a killed CLI has
// cut off inside such values.
func eventWithoutValues(line string) string {
	if !strings.Contains(line, violation) {
		return line
	}
	var event map[string]any
	if err := json.Unmarshal([]byte(line), &event); err != nil {
		return ""
	}
	diagnostic, _ := event["diagnosticEvent"].(map[string]any)
	message, _ := diagnostic["message"].(string)
	if kept := withoutValues(message); kept != message {
		diagnostic["message"] = kept
		if raw, err := json.Marshal(event); err == nil {
			return string(raw) + "\n"
		}
	}
	return line
}
