package coverage

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/tandem-platform/tandem/policy/rule"
)

// BaselinesFile is the file that lists the others' rules.
const BaselinesFile = "baselines.yaml"

// Outcome is what became of another rule set's rule.
type Outcome string

// The outcomes: rules of ours judge it; rules of ours can, and are disabled by
// default; it does not apply.
const (
	Covered       Outcome = "covered"
	Disabled      Outcome = "disabled"
	NotApplicable Outcome = "not-applicable"
)

// Outcomes are all outcomes, in the order in which they are told.
var Outcomes = []Outcome{Covered, Disabled, NotApplicable}

// Source is a rule set and the ids of its rules.
type Source struct {
	Name string
	IDs  []string
}

// Row says what became of one rule of a source.
type Row struct {
	Source  string   `yaml:"source"`
	ID      string   `yaml:"id"`
	Outcome Outcome  `yaml:"outcome"`
	Rules   []string `yaml:"rules"`
	// Reason says why a rule does not apply.
	Reason string `yaml:"reason"`
	// File is where the row stands.
	File string `yaml:"-"`
}

func (r Row) String() string { return fmt.Sprintf("%s: %s %s", r.File, r.Source, r.ID) }

// Coverage is the sources and what became of their rules.
type Coverage struct {
	Sources []Source
	Rows    []Row
}

// Load reads a folder of coverage data. Keys that it does not know are errors.
func Load(dir fs.FS) (*Coverage, error) {
	files, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, err
	}
	c := &Coverage{}
	var faults []error
	for _, file := range files {
		raw, err := fs.ReadFile(dir, file)
		if err != nil {
			return nil, err
		}
		if file == BaselinesFile {
			err = c.baselines(raw)
		} else {
			err = c.rows(file, raw)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", file, err))
		}
	}
	if len(c.Sources) == 0 {
		faults = append(faults, fmt.Errorf("%s lists no source", BaselinesFile))
	}
	return c, errors.Join(faults...)
}

// baselines reads the sources in the order of the file.
func (c *Coverage) baselines(raw []byte) error {
	var document yaml.Node
	if err := yaml.Unmarshal(raw, &document); err != nil {
		return err
	}
	if len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		return errors.New("write lists of ids by source")
	}
	members := document.Content[0].Content
	for i := 0; i < len(members); i += 2 {
		s := Source{Name: members[i].Value}
		if err := members[i+1].Decode(&s.IDs); err != nil {
			return fmt.Errorf("source %s: %w", s.Name, err)
		}
		c.Sources = append(c.Sources, s)
	}
	return nil
}

func (c *Coverage) rows(file string, raw []byte) error {
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	var rows []Row
	if err := decoder.Decode(&rows); err != nil {
		return err
	}
	for _, r := range rows {
		r.File = file
		c.Rows = append(c.Rows, r)
	}
	return nil
}

// Row is the row of a source's rule.
func (c *Coverage) Row(source, id string) (Row, bool) {
	for _, r := range c.Rows {
		if r.Source == source && r.ID == id {
			return r, true
		}
	}
	return Row{}, false
}

// Check lists everything that is wrong with the data: an id without a row or
// with several, a row for an id that is not listed, and a row whose outcome the
// rules do not bear out.
func (c *Coverage) Check(rules []*rule.Rule) []error {
	byID := map[string]*rule.Rule{}
	for _, r := range rules {
		byID[r.ID] = r
	}
	type key struct{ source, id string }
	rows := map[key][]string{}
	for _, r := range c.Rows {
		rows[key{r.Source, r.ID}] = append(rows[key{r.Source, r.ID}], r.File)
	}
	var faults []error
	for _, s := range c.Sources {
		seen := map[string]bool{}
		for _, id := range s.IDs {
			k := key{s.Name, id}
			switch {
			case seen[id]:
				faults = append(faults, fmt.Errorf("%s: %s %s stands twice", BaselinesFile, s.Name, id))
			case len(rows[k]) == 0:
				faults = append(faults, fmt.Errorf("%s %s has no row: add one to a file beside %s", s.Name, id, BaselinesFile))
			case len(rows[k]) > 1:
				faults = append(faults, fmt.Errorf("%s %s has %d rows: keep one (%s)", s.Name, id, len(rows[k]), strings.Join(rows[k], ", ")))
			}
			seen[id] = true
			delete(rows, k)
		}
	}
	for _, r := range c.Rows {
		if rows[key{r.Source, r.ID}] != nil {
			faults = append(faults, fmt.Errorf("%s: %s does not list it", r, BaselinesFile))
		}
		faults = append(faults, r.check(byID)...)
	}
	return faults
}

// check lists what is wrong with a row.
func (r Row) check(byID map[string]*rule.Rule) []error {
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s: %s", r, fmt.Sprintf(format, args...)))
	}
	switch r.Outcome {
	case Covered, Disabled:
		if len(r.Rules) == 0 {
			fault("%s by no rule: name them", r.Outcome)
		}
		if r.Reason != "" {
			fault("a reason is for what is not applicable: the rule gives its own")
		}
	case NotApplicable:
		if len(strings.TrimSpace(r.Reason)) < 15 {
			fault("not applicable without a reason: say why")
		}
		if len(r.Rules) > 0 {
			fault("not applicable, but with rules: %s", strings.Join(r.Rules, ", "))
		}
	default:
		fault("the outcome is %q: use covered, disabled or not-applicable", r.Outcome)
	}
	for _, id := range r.Rules {
		own := byID[id]
		switch {
		case own == nil:
			fault("there is no rule %s", id)
		case r.Outcome == Covered && own.Level == rule.Disabled:
			fault("covered by %s, which is disabled by default", id)
		case r.Outcome == Disabled && own.Level != rule.Disabled:
			fault("disabled, but %s is not", id)
		}
	}
	return faults
}
