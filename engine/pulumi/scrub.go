package pulumi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
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
	// within is set inside such a list of values, which ends with an empty line or
	// with the next error.
	within bool
}

// shortestSecret is the length below which a value is no secret worth looking for:
// taken out everywhere, it would leave nothing to read.
const shortestSecret = 8

// secretReplacer takes values out of texts, also as JSON writes them.
func secretReplacer(secrets []string) *strings.Replacer {
	// A value that holds another one has to go first.
	sorted := slices.Clone(secrets)
	slices.SortFunc(sorted, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, s := range sorted {
		if len(s) < shortestSecret {
			continue
		}
		pairs = append(pairs, s, scrubbed)
		if quoted, err := json.Marshal(s); err == nil {
			pairs = append(pairs, strings.Trim(string(quoted), `"`), scrubbed)
		}
	}
	return strings.NewReplacer(pairs...)
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
	if text := strings.TrimSpace(line); s.within && text != "" && !strings.HasPrefix(text, "error: ") {
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
