package pulumi

import (
	"bytes"
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
	secrets *strings.Replacer
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

// secretReplacer takes values out of texts, also as JSON writes them.
func secretReplacer(secrets []string) *strings.Replacer {
	var forms []string
	for _, s := range secrets {
		// What the CLI says is read line by line.
		for line := range strings.Lines(s) {
			if line = strings.TrimSpace(line); len(line) >= shortestSecret {
				forms = append(forms, line, quoted(line))
			}
		}
	}
	// A value that holds another one has to go first.
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, form := range forms {
		pairs = append(pairs, form, scrubbed)
	}
	return strings.NewReplacer(pairs...)
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
	_, err := io.WriteString(s.to, s.secrets.Replace(line))
	return err
}

// scrubEvents does the same to the file of an operation's events, once it has ended.
// It is written anew only if there is something to take out.
func scrubEvents(path string, secrets *strings.Replacer) error {
	raw, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("take secrets out of the events: %w", err)
	}
	var kept strings.Builder
	for line := range strings.Lines(string(raw)) {
		kept.WriteString(secrets.Replace(eventWithoutValues(line)))
	}
	if kept.String() == string(raw) {
		return nil
	}
	return replaceFile(path, []byte(kept.String()))
}

// eventWithoutValues is an event as it is kept.
func eventWithoutValues(line string) string {
	if !strings.Contains(line, "violates plan") {
		return line
	}
	var event map[string]any
	if err := json.Unmarshal([]byte(line), &event); err != nil {
		return line
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
